import type { KernelCall } from "@cvar/backend";
import { inputOf } from "../kernel-macs.js";

/** The operands of kernels that multiply one with the other; either may be spikes, or both. */
export const productOperands: Readonly<Record<string, readonly [string, string]>> = {
  BatchMatMul: ["a", "b"],
  _FusedMatMul: ["a", "b"],
  Einsum: ["0", "1"],
};

/** Does this kernel multiply one operand with another, rather than slide a filter? */
export function isProduct(kernel: string): boolean {
  return Object.hasOwn(productOperands, kernel);
}

/** Values of an operand, and what counts as its events. */
export interface OperandValues {
  readonly values: ArrayLike<number>;
  /** Of a value: 0 if it is no event. */
  readonly weight: (value: number) => number;
}

/** One operand of a product, and how its values lie. */
interface Operand {
  readonly shape: readonly number[];
  readonly matrices: number;
  readonly rows: number;
  readonly columns: number;
  /** Is the axis that is summed over the last one? */
  readonly summedLast: boolean;
}

/** Everything about a product's shapes that counting needs. */
interface ProductShapes {
  readonly a: Operand;
  readonly b: Operand;
  /** Matrices of each operand that each of the product's matrices is made from. */
  readonly pairs: readonly (readonly [number, number])[];
}

const size = (shape: readonly number[]) => shape.reduce((n, extent) => n * extent, 1);

/** The shapes of a product, broadcast axes resolved. */
function productShapes(call: KernelCall): ProductShapes {
  const [a, b] = [inputOf(call, "a").shape, inputOf(call, "b").shape];
  const batch = call.outputs[0]!.shape.slice(0, -2);
  const matrixOf = (shape: readonly number[]) => {
    const own = shape.slice(0, -2);
    return (index: number) => {
      let [rest, at, stride] = [index, 0, 1];
      for (let axis = batch.length - 1; axis >= 0; axis--) {
        const position = rest % batch[axis]!;
        rest = Math.floor(rest / batch[axis]!);
        const extent = own[axis - (batch.length - own.length)] ?? 1;
        if (extent > 1) at += position * stride;
        stride *= extent;
      }
      return at;
    };
  };
  const [ofA, ofB] = [matrixOf(a), matrixOf(b)];
  return {
    a: operand(a, !call.attributes.transposeA),
    b: operand(b, Boolean(call.attributes.transposeB)),
    pairs: Array.from({ length: size(batch) }, (_, i) => [ofA(i), ofB(i)] as const),
  };
}

/**
 * How many products each value of an operand of a matrix product takes part in, as a function of its index: with `other`,
 * those whose other factor is an event too; without, all of them.
 */
export function matrixPartners(
  call: KernelCall,
  which: "a" | "b",
  other: OperandValues | null,
): (index: number) => number {
  const shapes = productShapes(call);
  const met = partners(shapes, which, other);
  const at = summedIndex(shapes[which]);
  return (index) => met[at(index)]!;
}

/**
 * {@link matrixPartners} as a table.
 *
 * @returns one number for each matrix and position along the summed axis; {@link summedIndex} finds a value's
 */
function partners(shapes: ProductShapes, which: "a" | "b", other: OperandValues | null): Float64Array {
  const [own, across] = which === "a" ? [shapes.a, shapes.b] : [shapes.b, shapes.a];
  const summed = own.summedLast ? own.columns : own.rows;
  const facing = across.summedLast ? across.rows : across.columns;
  const met = new Float64Array(own.matrices * summed);
  const sums = other && sumsOf(across, other);
  for (const [a, b] of shapes.pairs) {
    const [mine, theirs] = which === "a" ? [a, b] : [b, a];
    for (let k = 0; k < summed; k++) met[mine * summed + k]! += sums ? sums[theirs * summed + k]! : facing;
  }
  return met;
}

/** Where in {@link partners}' result the value at this index finds its number. */
function summedIndex({ rows, columns, summedLast }: Operand): (index: number) => number {
  const perMatrix = rows * columns;
  return (index) => {
    const matrix = Math.floor(index / perMatrix);
    const k = summedLast ? index % columns : Math.floor((index % perMatrix) / columns);
    return matrix * (summedLast ? columns : rows) + k;
  };
}

/** Sums of events along the axis that is not summed over, for each matrix and position along the one that is. */
function sumsOf(across: Operand, { values, weight }: OperandValues): Float64Array {
  const at = summedIndex(across);
  const sums = new Float64Array(across.matrices * (across.summedLast ? across.columns : across.rows));
  for (let i = 0; i < values.length; i++) {
    const events = weight(values[i]!);
    if (events !== 0) sums[at(i)]! += events;
  }
  return sums;
}

function operand(shape: readonly number[], summedLast: boolean): Operand {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return { shape, matrices: size(shape.slice(0, -2)), rows, columns, summedLast };
}
