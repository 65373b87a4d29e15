import * as tf from "@tensorflow/tfjs-core";
import { InvalidGraphError } from "../errors.js";
import type { NirArray } from "./graph.js";
import type { OperationConfig, OperationResult, OperationState, OperationTensors } from "./operation.js";

/** Steps that a delay may last: the state holds as many inputs. */
const MAX_STEPS = 100_000;

/** Whole steps of each neuron's delay. @throws InvalidGraphError for a delay below 0 or beyond {@link MAX_STEPS} */
export function delaySteps(name: string, { data }: NirArray, dt: number): number[] {
  return Array.from(data, (seconds) => {
    const steps = Math.round(seconds / dt);
    if (!(steps >= 0 && steps <= MAX_STEPS)) {
      throw new InvalidGraphError(name, `a delay of ${seconds} s is ${steps} steps; 0 to ${MAX_STEPS} are possible`);
    }
    return steps;
  });
}

/**
 * y[t] = x[t − d], d = round(delay / dt), zero before the first step.
 *
 * The state `past` holds the last max(d) inputs, [B, max(d), …].
 */
export function delayed(
  x: tf.Tensor,
  { delay }: OperationTensors,
  { dt }: OperationConfig,
  state: OperationState | null,
): OperationResult {
  const { shape } = delay!;
  const steps = delaySteps("Delay", { shape, data: delay!.dataSync() as Float32Array }, dt);
  const longest = Math.max(0, ...steps);
  if (longest === 0) return { output: tf.clone(x), state: {} };
  const [output, past] = tf.tidy(() => {
    const [batch, time, ...neurons] = x.shape as [number, number, ...number[]];
    const before = state?.past ?? tf.zeros([batch, longest, ...neurons]);
    const all = tf.concat([before, x], 1);
    const shifted = (by: number) => slice(all, longest - by, time);
    const distinct = [...new Set(steps)];
    const parts = distinct.map((by) => {
      if (distinct.length === 1) return shifted(by);
      const chosen = tf.tensor(
        Float32Array.from(steps, (s) => Number(s === by)),
        shape,
      );
      return tf.mul(shifted(by), chosen);
    });
    return [parts.reduce((a, b) => tf.add(a, b)), slice(all, time, longest)];
  });
  return { output, state: { past } };
}

function slice(x: tf.Tensor, from: number, length: number): tf.Tensor {
  const begin = x.shape.map((_, axis) => (axis === 1 ? from : 0));
  return tf.slice(
    x,
    begin,
    x.shape.map((extent, axis) => (axis === 1 ? length : extent)),
  );
}
