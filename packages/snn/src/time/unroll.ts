import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";
import { detach } from "../spike.js";
import { stepsOf } from "../steps-of.js";
import type { Step, StepResult } from "./step.js";
import { maskedStep, type StepMask } from "./step-mask.js";
import { mapTensors, zipTensors } from "./tensor-tree.js";

/** Options of {@link unroll}. */
export interface UnrollOptions<K> {
  /** Steps to pass over: the state stays unchanged and the outputs are zero there. */
  readonly mask?: StepMask;
  /** Cut the gradient through the state every so many steps (truncated back-propagation through time); never by default. */
  readonly truncate?: number;
  /** Which outputs to keep; all by default. Others take no memory beyond their step, unless a gradient needs them. */
  readonly output?: readonly K[];
  /** 1 (default): x is [B, T, …]; 0: [T, B, …]. Outputs have their time there too. */
  readonly timeAxis?: 0 | 1;
}

/**
 * Runs a step over all steps of a sequence.
 *
 * (y[t], s[t]) = step(x[t], s[t−1]),   t = 0 … T − 1
 *
 * Nothing is hidden: hand `state` to the next call to go on where this one ended, or null to begin at rest.
 *
 * @param step  any neuron with its parameters bound, a {@link sequentialStep}, or a function of one's own
 * @param x  [B, T, …] (or [T, B, …] with `timeAxis: 0`)
 * @param state  before the first step, or null at rest; not disposed
 * @returns what the step returns, its tensors stacked over time, with the state after the last step; the caller owns all
 * @throws ShapeMismatchError if x has no steps or the mask is not [B, T]; InvalidOptionError
 * @example const { spikes, state } = unroll((x, s) => lifStep(x, s, params), currents, null, { truncate: 20 });
 */
export function unroll<S, R extends StepResult<S>, K extends Exclude<keyof R, "state"> = Exclude<keyof R, "state">>(
  step: (input: tf.Tensor, state: S | null) => R & StepResult<S>,
  x: tf.Tensor,
  state: S | null,
  options: UnrollOptions<K> = {},
): Pick<R, K | "state"> {
  const { mask, truncate, output, timeAxis = 1 } = options;
  if (x.rank <= timeAxis || x.shape[timeAxis] === 0) {
    throw new ShapeMismatchError("x", `${timeAxis === 1 ? "[B, T, …]" : "[T, B, …]"} with T ≥ 1`, x.shape);
  }
  if (truncate !== undefined && !(Number.isInteger(truncate) && truncate > 0)) {
    throw new InvalidOptionError("truncate", truncate, "a whole number of steps, at least 1");
  }
  return tf.tidy(() => {
    const [batch, steps] = [x.shape[1 - timeAxis] ?? 1, x.shape[timeAxis]!];
    const run = mask ? maskedStep(step as Step<S, R>, mask, batch, steps, state === null) : step;
    const kept: Record<string, unknown>[] = [];
    let current = state;
    stepsOf(x, timeAxis).forEach((input, t) => {
      const cut = truncate !== undefined && t > 0 && t % truncate === 0 && current !== null;
      const made = tf.tidy(() => {
        const { state: next, ...rest } = run(input, cut ? mapTensors(current, detach) : current, t);
        return { next, outputs: only(rest as Record<string, unknown>, output as readonly string[]) } as never;
      }) as { next: S; outputs: Record<string, unknown> };
      current = made.next;
      kept.push(made.outputs);
    });
    const outputs = zipTensors(kept, (tensors) => tf.stack(tensors, timeAxis));
    return { ...outputs, state: current } as never;
  }) as Pick<R, K | "state">;
}

function only(outputs: Record<string, unknown>, names: readonly string[] | undefined): Record<string, unknown> {
  if (!names) return outputs;
  const unknown = names.find((name) => !(name in outputs));
  if (unknown !== undefined) throw new InvalidOptionError("output", unknown, Object.keys(outputs).join(", "));
  return Object.fromEntries(names.map((name) => [name, outputs[name]]));
}
