import type { KernelCall } from "@cvar/backend";
import type { OperandValues } from "./matrix-products.js";

/** An operand's labels with how its values lie. */
interface Term {
  readonly labels: string;
  readonly extents: readonly number[];
}

/**
 * How many products each value of one of two operands of an Einstein summation takes part in: with `other`, those whose
 * other factor is an event too; without, all of them.
 *
 * @returns null for other than two operands, or labels that repeat within one (a diagonal)
 */
export function einsumPartners(
  call: KernelCall,
  which: "0" | "1",
  other: OperandValues | null,
): ((index: number) => number) | null {
  const terms = termsOf(call);
  if (!terms) return null;
  const [own, across] = which === "0" ? terms : ([terms[1], terms[0]] as const);
  const shared = [...own.labels].filter((label) => across.labels.includes(label));
  const keyOf = (term: Term) => positionAlong(term, shared);
  if (!other) {
    const facing = [...across.labels].reduce(
      (n, label, axis) => (shared.includes(label) ? n : n * across.extents[axis]!),
      1,
    );
    return () => facing;
  }
  const sums = new Map<number, number>();
  const key = keyOf(across);
  for (let i = 0; i < other.values.length; i++) {
    const events = other.weight(other.values[i]!);
    if (events !== 0) sums.set(key(i), (sums.get(key(i)) ?? 0) + events);
  }
  const mine = keyOf(own);
  return (index) => sums.get(mine(index)) ?? 0;
}

/** Does counting know this summation? */
export function isPairwise(call: KernelCall): boolean {
  return termsOf(call) !== null;
}

function termsOf(call: KernelCall): readonly [Term, Term] | null {
  const [left] = String(call.attributes.equation).replace(/\s/g, "").split("->");
  const terms = (left ?? "").split(",").map((labels, i) => ({ labels, extents: call.inputs[String(i)]?.shape ?? [] }));
  const plain = terms.every(({ labels }) => /^[A-Za-z]*$/.test(labels) && new Set(labels).size === labels.length);
  return terms.length === 2 && plain ? (terms as [Term, Term]) : null;
}

/** From an index into a term's values to a number for where it is along some labels. */
function positionAlong({ labels, extents }: Term, chosen: readonly string[]): (index: number) => number {
  const strides = extents.map((_, axis) => extents.slice(axis + 1).reduce((n, extent) => n * extent, 1));
  const axes = chosen.map((label) => labels.indexOf(label));
  return (index) =>
    axes.reduce((key, axis) => key * extents[axis]! + (Math.floor(index / strides[axis]!) % extents[axis]!), 0);
}
