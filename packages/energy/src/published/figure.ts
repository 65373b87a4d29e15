import { InvalidOptionError } from "../errors.js";

/** A number as it is printed in a paper. */
export interface Figure {
  /** as printed, ">" included */
  readonly text: string;
  readonly value: number;
  /** one in the last printed digit: 0.01 for "0.15" */
  readonly unit: number;
  /** printed with ">": the value is a lower bound */
  readonly atLeast: boolean;
}

/** What a cell of a printed table holds: null where the table has a dash. */
export type Cell = Figure | null;

/**
 * Reads a printed number.
 *
 * @param text  digits with an optional point, and ">" before a lower bound; "-" or "–" for an empty cell
 * @throws InvalidOptionError for anything else
 */
export function figure(text: string): Cell {
  if (text === "-" || text === "–") return null;
  const parts = /^(>?)(\d*(?:\.(\d+))?)$/.exec(text);
  if (!parts || !/\d/.test(text))
    throw new InvalidOptionError("figure", text, "digits as printed, > before a lower bound, or a dash");
  const [, bound, digits, decimals] = parts;
  return { text, value: Number(digits), unit: 10 ** -(decimals?.length ?? 0), atLeast: bound === ">" };
}

/** The values that are rounded to what is printed, as [lowest, highest]. */
export function roundedFrom({ value, unit, atLeast }: Figure): readonly [number, number] {
  return [value - unit / 2, atLeast ? Number.POSITIVE_INFINITY : value + unit / 2];
}

/**
 * May this number be printed so? True where it is rounded, or cut off, to the printed digits.
 *
 * @param value  in the printed unit
 */
export function isPrintedAs(value: number, { value: printed, unit, atLeast }: Figure): boolean {
  const slack = unit * 1e-9;
  if (atLeast) return value >= printed - unit / 2 - slack;
  const rounds = Math.abs(value - printed) <= unit / 2 + slack;
  return rounds || (value >= printed - slack && value < printed + unit - slack);
}
