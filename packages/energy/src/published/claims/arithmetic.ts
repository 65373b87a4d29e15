import { type Cell, type Figure, figure } from "../figure.js";
import type { Exception, Reading } from "./claim.js";

/** A printed number with its row's name. */
export interface Named {
  readonly name: string;
  readonly figure: Figure;
}

/** The cells of a column that hold a number. */
export function column<Row extends { readonly name: string }>(
  rows: readonly Row[],
  cell: (row: Row) => Cell,
): readonly Named[] {
  return rows.flatMap((row) => {
    const value = cell(row);
    return value === null ? [] : [{ name: row.name, figure: value }];
  });
}

/** A number in a sentence. @param unit  what its last digit stands for, where it is said to be rough */
export function stated(text: string, unit?: number): Figure {
  const read = figure(text)!;
  return unit === undefined ? read : { ...read, unit };
}

type HowRead = { readonly literal: boolean };

/** a / b: how many times as much. */
export function times(a: Named, b: Named, { literal }: HowRead): Reading {
  return {
    ...{ what: `${a.name} is how many times ${b.name}`, literal },
    ...{ arithmetic: `${a.figure.text} / ${b.figure.text}`, value: a.figure.value / b.figure.value },
  };
}

/** How many percent less `a` is than `b`. */
export function percentLess(a: Named, b: Named, { literal }: HowRead): Reading {
  return {
    ...{ what: `${a.name} is how much less than ${b.name}, in %`, literal },
    ...{ arithmetic: `1 − ${a.figure.text} / ${b.figure.text}`, value: 100 * (1 - a.figure.value / b.figure.value) },
  };
}

/** How many percent more `a` is than `b`. */
export function percentMore(a: Named, b: Named, { literal }: HowRead): Reading {
  return {
    ...{ what: `${a.name} is how much more than ${b.name}, in %`, literal },
    ...{ arithmetic: `${a.figure.text} / ${b.figure.text} − 1`, value: 100 * (a.figure.value / b.figure.value - 1) },
  };
}

/** The same as a share of one, where a sentence may have printed it with a percent sign. */
export function shareMore(a: Named, b: Named): Reading {
  const { arithmetic, value } = percentMore(a, b, { literal: false });
  return {
    what: `${a.name} is how much more than ${b.name}, as a share of one`,
    arithmetic,
    value: value / 100,
    literal: false,
  };
}

/** a − b, of percentages: points. */
export function points(a: Named, b: Named, { literal }: HowRead): Reading {
  return {
    ...{ what: `${a.name} over ${b.name}, in points`, literal },
    ...{ arithmetic: `${a.figure.text} − ${b.figure.text}`, value: a.figure.value - b.figure.value },
  };
}

/** The rows of which a sentence about all is not true. */
export function exceptions(
  rows: readonly Named[],
  isTrue: (row: Figure) => boolean,
  words: (row: Figure) => string,
): Exception[] {
  return rows
    .filter((row) => !isTrue(row.figure))
    .map(({ name, figure }) => ({ row: name, arithmetic: words(figure) }));
}
