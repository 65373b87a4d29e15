import type { DataType } from "@tensorflow/tfjs-core";

/** A tensor as a kernel saw it. */
export interface TracedTensor {
  readonly shape: readonly number[];
  readonly dtype: DataType;
  /** Identity of the tensor: one kernel's output and another's input are the same tensor where these are equal. */
  readonly tensor: number;
}

/** One call of a kernel. */
export interface KernelCall {
  /** Name in TensorFlow.js's kernel registry, such as "Conv2D". */
  readonly kernel: string;
  /** By the kernel's own names; kernels that take a list have "0", "1", …; inputs that were not given are absent. */
  readonly inputs: Readonly<Record<string, TracedTensor>>;
  readonly outputs: readonly TracedTensor[];
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Names of the layers and of the named `tf.tidy` scopes around the call, outermost first, joined by "/". */
  readonly scope: string;
}
