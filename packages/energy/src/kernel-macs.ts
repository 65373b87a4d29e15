import type { KernelCall, TracedTensor } from "@cvar/backend";
import { macsOfEinsum } from "./einsum-macs.js";
import { InvalidTraceError } from "./errors.js";

/** Multiply-accumulates of one call of a kernel. */
export type MacFormula = (call: KernelCall) => number;

const size = (shape: readonly number[]) => shape.reduce((n, extent) => n * extent, 1);

/**
 * Multiply-accumulates by kernel, one for each multiplication with its addition, as fvcore and ptflops count. Taps that
 * fall on padding count; biases, activations, pooling, normalisation and element-wise arithmetic do not.
 */
export const macFormulas: Readonly<Record<string, MacFormula>> = {
  Conv2D: (call) => size(output(call)) * size(input(call, "filter").slice(0, 3)),
  FusedConv2D: (call) => size(output(call)) * size(input(call, "filter").slice(0, 3)),
  Conv3D: (call) => size(output(call)) * size(input(call, "filter").slice(0, 4)),
  DepthwiseConv2dNative: (call) => size(output(call)) * size(input(call, "filter").slice(0, 2)),
  FusedDepthwiseConv2D: (call) => size(output(call)) * size(input(call, "filter").slice(0, 2)),
  // A transposed convolution: every input element meets each tap and each output channel.
  Conv2DBackpropInput: (call) => size(input(call, "dy")) * size(input(call, "filter").slice(0, 3)),
  Conv3DBackpropInputV2: (call) => size(input(call, "dy")) * size(input(call, "filter").slice(0, 4)),
  Conv2DBackpropFilter: (call) => size(input(call, "dy")) * size(output(call).slice(0, 3)),
  Conv3DBackpropFilterV2: (call) => size(input(call, "dy")) * size(output(call).slice(0, 4)),
  DepthwiseConv2dNativeBackpropInput: (call) => size(input(call, "dy")) * size(input(call, "filter").slice(0, 2)),
  DepthwiseConv2dNativeBackpropFilter: (call) => size(input(call, "dy")) * size(output(call).slice(0, 2)),
  BatchMatMul: (call) => size(output(call)) * innerExtent(call),
  _FusedMatMul: (call) => size(output(call)) * innerExtent(call),
  Einsum: macsOfEinsum,
};

/** Multiply-accumulates of a call; 0 for kernels that multiply no matrices. */
export function macsOfCall(call: KernelCall): number {
  return Object.hasOwn(macFormulas, call.kernel) ? macFormulas[call.kernel]!(call) : 0;
}

/** The input of a call by name. @throws InvalidTraceError if the call lacks it */
export function inputOf(call: KernelCall, name: string): TracedTensor {
  const tensor = call.inputs[name];
  if (!tensor) throw new InvalidTraceError(call.kernel, `has no input "${name}"`);
  return tensor;
}

const input = (call: KernelCall, name: string) => inputOf(call, name).shape;

function output(call: KernelCall): readonly number[] {
  const first = call.outputs[0];
  if (!first) throw new InvalidTraceError(call.kernel, "has no output");
  return first.shape;
}

function innerExtent(call: KernelCall): number {
  const a = input(call, "a");
  return a[a.length - (call.attributes.transposeA ? 2 : 1)]!;
}
