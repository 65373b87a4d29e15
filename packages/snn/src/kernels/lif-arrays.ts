import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { LifCall } from "./lif-kernels.js";
import type { LifInputs } from "./lif-loop.js";
import { lifForward } from "./lif-loop.js";
import { lifBackward } from "./lif-loop-backward.js";
import type { LifSequences } from "./lif-sequences.js";
import type { RunOnArrays } from "./memory.js";

/** The forward kernel as loops over typed arrays; outputs in the order of `names`. */
export function loopForward(
  call: LifCall,
  names: readonly string[],
  shapes: readonly (readonly number[])[],
  run: RunOnArrays,
): TensorInfo[] {
  const { x, initial, leak, threshold, extent, rule } = call;
  return run([x, leak, threshold, ...(initial ? [initial] : [])], shapes, (ins, outs) => {
    const named = (name: string) => outs[names.indexOf(name)] ?? null;
    const out = { potential: named("potential"), spikes: named("spikes"), last: named("last")! };
    lifForward(lifInputs(ins, call), extent, rule, out);
  });
}

/** The backward kernel as loops over typed arrays: gradients for x, the initial potential, λ and v_th. */
export function loopBackward(
  call: LifCall,
  { potential, spikes, last }: LifSequences,
  shapes: readonly (readonly number[])[],
  run: RunOnArrays,
): TensorInfo[] {
  const { x, initial, leak, threshold, extent, rule } = call;
  const read = [x, leak, threshold, ...[initial, last, potential, spikes].filter((info) => info !== null)];
  return run(read, shapes, (ins, outs) => {
    const array = (info: TensorInfo | null) => (info ? ins[read.indexOf(info)]! : null);
    const [dx, dInitial, dLeak, dThreshold] = outs as [Float32Array, Float32Array, Float32Array, Float32Array];
    const cotangents = { potential: array(potential), spikes: array(spikes), last: array(last)! };
    const sums = { leak: new Float64Array(extent.row), threshold: new Float64Array(extent.row) };
    const carry = initial ? dInitial : new Float32Array(extent.outer * extent.row);
    lifBackward(lifInputs(ins, call), extent, rule, cotangents, { x: dx, initial: carry, ...sums });
    if (!initial) dInitial.fill(0);
    foldSums(sums.leak, dLeak);
    foldSums(sums.threshold, dThreshold);
  });
}

/** x, λ, v_th and, unless at rest, the initial potential stand first. */
function lifInputs([x, leak, threshold, first]: Float32Array[], { initial, extent }: LifCall): LifInputs {
  const [λ, θ] = [leak!, threshold!].map((parameter) => spread(parameter, new Float32Array(extent.row)));
  return { x: x!, initial: initial ? first! : null, leak: λ!, threshold: θ! };
}

/** Repeats a parameter over a row: it belongs to the row's trailing axes. */
function spread(parameter: Float32Array, row: Float32Array): Float32Array {
  if (parameter.length === 1) return row.fill(parameter[0]!);
  for (let i = 0; i < row.length; i += parameter.length) row.set(parameter, i);
  return row;
}

/** The transpose of {@link spread}. */
function foldSums(sums: Float64Array, into: Float32Array): void {
  const total = new Float64Array(into.length);
  for (let i = 0, k = 0; i < sums.length; i++, k = k + 1 === into.length ? 0 : k + 1) total[k]! += sums[i]!;
  into.set(total);
}
