import type { DataType } from "@tensorflow/tfjs-core";

/** What is known of a tensor without its values. */
export interface TensorShape {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/**
 * The outputs of a kernel from its inputs' shapes and types.
 *
 * @param inputs  by the kernel's own names; kernels that take a list have "0", "1", …; inputs that were not given are absent
 * @param attributes  the kernel's attributes
 */
export type ShapeRule = (
  inputs: Readonly<Record<string, TensorShape>>,
  // biome-ignore lint/suspicious/noExplicitAny: each kernel has attributes of its own
  attributes: Readonly<Record<string, any>>,
) => TensorShape | readonly TensorShape[];

/** Rules by kernel. */
export type ShapeRules = Readonly<Record<string, ShapeRule>>;

/** The same rule for several kernels. */
export function rulesFor(kernels: readonly string[], rule: ShapeRule): ShapeRules {
  return Object.fromEntries(kernels.map((kernel) => [kernel, rule]));
}

/** The output is like an input, or of another type. */
export function like(input: string, dtype?: DataType): ShapeRule {
  return (inputs) => ({ shape: inputs[input]!.shape, dtype: dtype ?? inputs[input]!.dtype });
}
