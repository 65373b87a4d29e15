import type { KernelCall } from "@cvar/backend";
import { InvalidTraceError } from "./errors.js";

/**
 * Multiply-accumulates of an Einstein summation, its operands contracted two at a time in the cheapest order (what fvcore takes
 * from NumPy's optimal path): each product costs the extents of all labels that take part in it. One operand, which is summed or
 * transposed, multiplies nothing.
 */
export function macsOfEinsum(call: KernelCall): number {
  const operands = Object.values(call.inputs);
  const { equation } = call.attributes;
  const [, left, output] = /^([A-Za-z,]*)->([A-Za-z]*)$/.exec(String(equation).replace(/\s/g, "")) ?? [];
  const terms = left?.split(",") ?? [];
  if (output === undefined || terms.length !== operands.length) {
    throw new InvalidTraceError(call.kernel, `has the equation "${equation}" for ${operands.length} operands`);
  }
  const extents = new Map<string, number>();
  terms.forEach((labels, i) => {
    [...labels].forEach((label, axis) => void extents.set(label, operands[i]!.shape[axis]!));
  });
  return cheapest(
    terms.map((labels) => new Set(labels)),
    new Set(output),
    (labels) => [...labels].reduce((product, label) => product * extents.get(label)!, 1),
  );
}

/** Up to this many operands every order is tried; of more, always the two that cost least. */
const EXHAUSTIVE = 6;

function cheapest(
  terms: readonly ReadonlySet<string>[],
  output: ReadonlySet<string>,
  cost: (labels: ReadonlySet<string>) => number,
): number {
  if (terms.length < 2) return 0;
  const pairs = terms.flatMap((a, i) => terms.slice(i + 1).map((b, j) => ({ a, b, at: [i, i + 1 + j] })));
  const products = pairs.map(({ a, b, at }) => {
    const others = terms.filter((_, i) => !at.includes(i));
    const both = new Set([...a, ...b]);
    const wanted = new Set([...output, ...others.flatMap((labels) => [...labels])]);
    const kept = new Set([...both].filter((label) => wanted.has(label)));
    return { macs: cost(both), rest: [...others, kept] };
  });
  const tried = terms.length <= EXHAUSTIVE ? products : [products.reduce((a, b) => (b.macs < a.macs ? b : a))];
  return Math.min(...tried.map(({ macs, rest }) => macs + cheapest(rest, output, cost)));
}
