import type { KernelCall } from "@cvar/backend";

/** What a kernel call does, in terms that the counters of PyTorch know; a fused kernel does several things. */
export type Part =
  | {
      /** `linear`: with a weight; `product`: of two results, such as attention's. */
      readonly kind: "convolution" | "linear" | "product";
      readonly macs: number;
      /** Elements that it writes. */
      readonly outputs: number;
      /** Part of multi-head attention: the maps to queries, keys and values and out of it, or its two products. */
      readonly attention?: "projection" | "product";
    }
  | { readonly kind: "bias"; readonly elements: number; readonly attention?: "projection" }
  | {
      readonly kind: "normalisation";
      readonly elements: number;
      /** `stored`: of a batch norm in inference; `computed`: of layer, group, instance norm, or of a batch norm in training. */
      readonly statistics: "stored" | "computed";
      readonly affine: boolean;
    }
  | {
      readonly kind: "pooling";
      readonly inputs: number;
      readonly average: boolean;
      readonly global: boolean;
      readonly rank: number;
    }
  | {
      readonly kind: "activation";
      readonly name: ActivationName;
      readonly elements: number;
      readonly attention?: "product";
    }
  | { readonly kind: "interpolation"; readonly outputs: number; readonly linear: boolean }
  | { readonly kind: "element-wise"; readonly elements: number; readonly attention?: "scaling" };

/** Kinds of parts, as results are listed. */
export type PartKind = Part["kind"];

/** Activations that a convention may count differently. */
export type ActivationName =
  | "relu"
  | "relu6"
  | "leakyrelu"
  | "prelu"
  | "elu"
  | "selu"
  | "gelu"
  | "silu"
  | "sigmoid"
  | "tanh"
  | "softplus"
  | "softmax";

/** A call with what it does. */
export interface ClassifiedCall {
  readonly call: KernelCall;
  readonly parts: readonly Part[];
}
