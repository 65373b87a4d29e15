import * as tf from "@tensorflow/tfjs-core";
import type { LifRule } from "../neurons/lif-params.js";
import type { Extent, LifInputs } from "./lif-loop.js";
import { lifBackward, lifForward } from "./lif-loop.js";
import type { RunOnArrays } from "./memory.js";
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

/** Makes the kernels known for a backend; done at import for cpu, wasm and tfjs-node ("tensorflow"). */
function register(backendName: string, run: RunOnArrays): void {
  tf.registerKernel({ kernelName: FORWARD, backendName, kernelFunc: (args) => forward(args, run) });
  tf.registerKernel({ kernelName: BACKWARD, backendName, kernelFunc: (args) => backward(args, run) });
}

type KernelArguments = Parameters<tf.KernelFunc>[0];

function forward({ inputs, attrs, backend }: KernelArguments, run: RunOnArrays): tf.TensorInfo[] {
  const { x, initial, leak, threshold } = inputs as Record<string, tf.TensorInfo>;
  const { rule, timeAxis, emit, rested } = attrs as unknown as LifAttributes;
  const extent = extentOf(x!.shape, timeAxis);
  const step = x!.shape.filter((_, axis) => axis !== timeAxis);
  const shapes = [...(emit === "all" ? [x!.shape] : []), ...(emit === "last" ? [] : [x!.shape]), step];
  return run(backend as tf.KernelBackend, [x!, initial!, leak!, threshold!], shapes, (ins, outs) => {
    lifForward(lifInputs(ins, extent, rested), extent, rule, {
      potential: emit === "all" ? outs[0]! : null,
      spikes: emit === "last" ? null : outs[outs.length - 2]!,
      last: outs[outs.length - 1]!,
    });
  });
}

function backward({ inputs, attrs, backend }: KernelArguments, run: RunOnArrays): tf.TensorInfo[] {
  const { x, initial, leak, threshold, ...dys } = inputs as Record<string, tf.TensorInfo>;
  const { rule, timeAxis, rested } = attrs as unknown as LifAttributes;
  const extent = extentOf(x!.shape, timeAxis);
  const { outer, row } = extent;
  const given = ["potential", "spikes", "last"].filter((name) => dys[name]);
  const read = [x!, initial!, leak!, threshold!, ...given.map((name) => dys[name]!)];
  const shapes = [x!.shape, initial!.shape, leak!.shape, threshold!.shape];
  return run(backend as tf.KernelBackend, read, shapes, (ins, [dx, dInitial, dLeak, dThreshold]) => {
    const cotangent = (name: string) => (dys[name] ? ins[4 + given.indexOf(name)]! : null);
    const carry = rested ? new Float32Array(outer * row) : dInitial!;
    const sums = { leak: new Float64Array(row), threshold: new Float64Array(row) };
    const cotangents = { potential: cotangent("potential"), spikes: cotangent("spikes"), last: cotangent("last")! };
    lifBackward(lifInputs(ins, extent, rested), extent, rule, cotangents, { x: dx!, initial: carry, ...sums });
    if (rested) dInitial!.fill(0);
    fold(sums.leak, dLeak!);
    fold(sums.threshold, dThreshold!);
  });
}

tf.registerGradient({
  kernelName: FORWARD,
  inputsToSave: ["x", "initial", "leak", "threshold"],
  gradFunc: (dy, saved, attrs) => {
    const { emit } = attrs as unknown as LifAttributes;
    const dys = Array.isArray(dy) ? dy : [dy];
    const names = emit === "all" ? ["potential", "spikes", "last"] : emit === "spikes" ? ["spikes", "last"] : ["last"];
    const [x, initial, leak, threshold] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const inputs = { x, initial, leak, threshold, ...Object.fromEntries(names.map((name, i) => [name, dys[i]!])) };
    const gradients = tf.engine().runKernel(BACKWARD, inputs, attrs as tf.NamedAttrMap) as tf.Tensor[];
    return {
      x: () => gradients[0]!,
      initial: () => gradients[1]!,
      leak: () => gradients[2]!,
      threshold: () => gradients[3]!,
    };
  },
});

register("cpu", onArrays);
register("tensorflow", onArrays);
register("wasm", onWasmHeap);

function extentOf(shape: readonly number[], timeAxis: number): Extent {
  const size = (part: readonly number[]) => part.reduce((n, d) => n * d, 1);
  return { outer: size(shape.slice(0, timeAxis)), steps: shape[timeAxis]!, row: size(shape.slice(timeAxis + 1)) };
}

/** Spreads the parameters over a row: they belong to its trailing axes, so they repeat. */
function lifInputs([x, initial, leak, threshold]: Float32Array[], { row }: Extent, rested: boolean): LifInputs {
  return { x: x!, initial: rested ? null : initial!, leak: spread(leak!, row), threshold: spread(threshold!, row) };
}

function spread(parameter: Float32Array, row: number): Float32Array {
  if (parameter.length === row) return parameter;
  return Float32Array.from({ length: row }, (_, i) => parameter[i % parameter.length]!);
}

/** The transpose of `spread`. */
function fold(sums: Float64Array, into: Float32Array): void {
  const total = new Float64Array(into.length);
  for (let i = 0; i < sums.length; i++) total[i % into.length]! += sums[i]!;
  into.set(total);
}
