import * as tf from "@tensorflow/tfjs-core";
import type { LifRule } from "../neurons/lif-params.js";
import { bringToHeap, type WasmBackend } from "../wasm/module.js";
import type { Extent, LifInputs } from "./lif-loop.js";
import { lifForward } from "./lif-loop.js";
import { lifBackward } from "./lif-loop-backward.js";
import { foldSums, simdBackward, simdForward, simdKernels, spread } from "./lif-simd.js";
import { onArrays, onWasmHeap } from "./memory.js";

/** Which sequences the forward kernel writes; the last potential always comes last. */
export type Emit = "all" | "spikes" | "last";

/** Attributes of both kernels. */
export interface LifAttributes {
  readonly rule: LifRule;
  /** Time axis of x: 1 for [B, T, …], 0 for [T, …]. */
  readonly timeAxis: 0 | 1;
  readonly emit: Emit;
  /** Neurons start at rest; `initial` is a placeholder that is not read. */
  readonly rested: boolean;
}

const FORWARD = "CvarLif";
const BACKWARD = "CvarLifGrad";

/** True where the active backend runs the recurrence as one fused kernel. */
export function hasFusedLif(): boolean {
  return tf.getKernel(FORWARD, tf.getBackend()) != null;
}

/**
 * The whole recurrence as one kernel, with its own gradient for x, the parameters and the initial potential.
 *
 * @returns [potential, spikes, last], [spikes, last] or [last], after `emit`
 */
export function fusedLif(
  inputs: { x: tf.Tensor; initial: tf.Tensor; leak: tf.Tensor; threshold: tf.Tensor },
  attributes: LifAttributes,
): tf.Tensor[] {
  const out = tf.engine().runKernel(FORWARD, { ...inputs }, { ...attributes } as unknown as tf.NamedAttrMap);
  return Array.isArray(out) ? out : [out as tf.Tensor];
}

tf.registerGradient({
  kernelName: FORWARD,
  inputsToSave: ["x", "initial", "leak", "threshold"],
  gradFunc: (dy, saved, attrs) => {
    const dys = Array.isArray(dy) ? dy : [dy];
    const names = outputNames((attrs as unknown as LifAttributes).emit);
    const [x, initial, leak, threshold] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const inputs = { x, initial, leak, threshold, ...Object.fromEntries(names.map((name, i) => [name, dys[i]!])) };
    const gradients = tf.engine().runKernel(BACKWARD, inputs, attrs as tf.NamedAttrMap) as tf.Tensor[];
    return Object.fromEntries(["x", "initial", "leak", "threshold"].map((name, i) => [name, () => gradients[i]!]));
  },
});

type KernelArguments = Parameters<tf.KernelFunc>[0];
type Infos = Record<string, tf.TensorInfo>;

for (const backendName of ["cpu", "tensorflow", "wasm"]) {
  tf.registerKernel({ kernelName: FORWARD, backendName, kernelFunc: (args) => forward(args, backendName) });
  tf.registerKernel({ kernelName: BACKWARD, backendName, kernelFunc: (args) => backward(args, backendName) });
}

function forward({ inputs, attrs, backend }: KernelArguments, backendName: string): tf.TensorInfo[] {
  const { x, initial, leak, threshold } = inputs as Infos;
  const { rule, timeAxis, emit, rested } = attrs as unknown as LifAttributes;
  const extent = extentOf(x!.shape, timeAxis);
  const step = x!.shape.filter((_, axis) => axis !== timeAxis);
  const names = outputNames(emit);
  const shapes = names.map((name) => (name === "last" ? step : x!.shape));
  const outputs = <T>(all: readonly T[]) => ({
    potential: all[names.indexOf("potential")] ?? null,
    spikes: all[names.indexOf("spikes")] ?? null,
    last: all[names.indexOf("last")]!,
  });
  if (backendName === "wasm") {
    const wasm = backend as unknown as WasmBackend;
    bringToHeap(wasm, Object.values(inputs as Infos));
    const kernels = simdKernels(wasm, extent, rule);
    if (kernels) {
      const made = shapes.map((shape) => wasm.makeOutput([...shape], "float32"));
      const tensors = { x: x!, initial: rested ? null : initial!, leak: leak!, threshold: threshold! };
      simdForward(kernels, wasm, tensors, extent, rule, outputs(made));
      return made;
    }
  }
  const run = backendName === "wasm" ? onWasmHeap : onArrays;
  return run(backend as tf.KernelBackend, [x!, initial!, leak!, threshold!], shapes, (ins, outs) => {
    lifForward(lifInputs(ins, extent, rested), extent, rule, outputs(outs));
  });
}

function backward({ inputs, attrs, backend }: KernelArguments, backendName: string): tf.TensorInfo[] {
  const { x, initial, leak, threshold, potential = null, spikes = null, last } = inputs as Infos;
  const { rule, timeAxis, rested } = attrs as unknown as LifAttributes;
  const extent = extentOf(x!.shape, timeAxis);
  const shapes = [x!.shape, initial!.shape, leak!.shape, threshold!.shape];
  if (backendName === "wasm") {
    const wasm = backend as unknown as WasmBackend;
    bringToHeap(wasm, Object.values(inputs as Infos));
    const kernels = simdKernels(wasm, extent, rule);
    if (kernels) {
      const made = shapes.map((shape) => wasm.makeOutput([...shape], "float32"));
      const [dx, dInitial, dLeak, dThreshold] = made as [tf.TensorInfo, tf.TensorInfo, tf.TensorInfo, tf.TensorInfo];
      const tensors = { x: x!, initial: rested ? null : initial!, leak: leak!, threshold: threshold! };
      const results = { x: dx, initial: rested ? null : dInitial, leak: dLeak, threshold: dThreshold };
      simdBackward(kernels, wasm, tensors, extent, rule, { potential, spikes, last: last! }, results);
      if (rested) wasm.typedArrayFromHeap(dInitial).fill(0);
      return made;
    }
  }
  const given = [potential, spikes].filter((dy) => dy !== null);
  const run = backendName === "wasm" ? onWasmHeap : onArrays;
  return run(backend as tf.KernelBackend, [x!, initial!, leak!, threshold!, last!, ...given], shapes, (ins, outs) => {
    const [dx, dInitial, dLeak, dThreshold] = outs as [Float32Array, Float32Array, Float32Array, Float32Array];
    const cotangents = {
      potential: potential ? ins[5]! : null,
      spikes: spikes ? ins[ins.length - 1]! : null,
      last: ins[4]!,
    };
    const sums = { leak: new Float64Array(extent.row), threshold: new Float64Array(extent.row) };
    const carry = rested ? new Float32Array(extent.outer * extent.row) : dInitial;
    lifBackward(lifInputs(ins, extent, rested), extent, rule, cotangents, { x: dx, initial: carry, ...sums });
    if (rested) dInitial.fill(0);
    foldSums(sums.leak, dLeak);
    foldSums(sums.threshold, dThreshold);
  });
}

function outputNames(emit: Emit): ("potential" | "spikes" | "last")[] {
  if (emit === "all") return ["potential", "spikes", "last"];
  return emit === "spikes" ? ["spikes", "last"] : ["last"];
}

function extentOf(shape: readonly number[], timeAxis: number): Extent {
  const size = (part: readonly number[]) => part.reduce((n, d) => n * d, 1);
  return { outer: size(shape.slice(0, timeAxis)), steps: shape[timeAxis]!, row: size(shape.slice(timeAxis + 1)) };
}

function lifInputs([x, initial, leak, threshold]: Float32Array[], { row }: Extent, rested: boolean): LifInputs {
  const [λ, θ] = [leak!, threshold!].map((parameter) => spread(parameter, new Float32Array(row)));
  return { x: x!, initial: rested ? null : initial!, leak: λ!, threshold: θ! };
}
