import type { KernelCall } from "@cvar/backend";
import { inputOf } from "./kernel-macs.js";

/** Sizes of a call that multiplies: what a model of its memory reads. */
export interface LayerGeometry {
  /** A convolution slides its weights over positions; a product uses each weight once per item. */
  readonly kind: "convolution" | "product";
  /** Pictures of a convolution, rows of a matrix product: what goes through the weights one by one. */
  readonly items: number;
  /** Values that go in per item. */
  readonly inputs: number;
  /** Values that come out per item. */
  readonly outputs: number;
  /** Weights; of a product of two activations, one of its matrices. */
  readonly weights: number;
  /** Output channels. */
  readonly filters: number;
  /** Positions of the kernel, 1 for a product. */
  readonly taps: number;
  /** Axes that the kernel slides along: 2 or 3 for convolutions, 0 for products. */
  readonly axes: number;
  /** Biases that the call itself adds. */
  readonly biases: number;
}

const size = (shape: readonly number[]) => shape.reduce((n, extent) => n * extent, 1);

/** The sizes of a convolution or matrix product. @throws InvalidTraceError if the call lacks an input */
export function layerGeometry(call: KernelCall): LayerGeometry {
  const out = call.outputs[0]!.shape;
  const biases = call.inputs.bias ? size(call.inputs.bias.shape) : 0;
  if (call.kernel === "Einsum" || !(call.inputs.filter || call.inputs.a)) return wholeCall(call);
  if (call.inputs.a) {
    const { transposeA, transposeB } = call.attributes;
    const [a, b] = [inputOf(call, "a").shape, inputOf(call, "b").shape];
    const [inputs, outputs] = [a[a.length - (transposeA ? 2 : 1)]!, b[b.length - (transposeB ? 2 : 1)]!];
    const items = size(out.slice(0, -1));
    return {
      kind: "product",
      items,
      inputs,
      outputs,
      weights: inputs * outputs,
      filters: outputs,
      taps: 1,
      axes: 0,
      biases,
    };
  }
  const filter = inputOf(call, "filter").shape;
  const input = (call.inputs.x ?? inputOf(call, "dy")).shape;
  const axes = filter.length - 2;
  const channels = call.attributes.dataFormat === "NCHW" ? out[1]! : out[out.length - 1]!;
  return {
    kind: "convolution",
    items: out[0]!,
    inputs: size(input.slice(1)),
    outputs: size(out.slice(1)),
    weights: size(filter),
    filters: channels,
    taps: size(filter.slice(0, axes)),
    axes,
    biases,
  };
}

/** Other products, such as the gradient for a filter: one item, the first input against the others. */
function wholeCall(call: KernelCall): LayerGeometry {
  const [first, ...others] = Object.values(call.inputs).map(({ shape }) => size(shape));
  const outputs = size(call.outputs[0]!.shape);
  const weights = others.reduce((sum, elements) => sum + elements, 0);
  return {
    ...{ kind: "product", items: 1, inputs: first ?? 0, outputs, weights },
    ...{ filters: outputs, taps: 1, axes: 0, biases: 0 },
  };
}
