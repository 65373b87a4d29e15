import * as tf from "@tensorflow/tfjs-core";
import type { LifRule } from "../neurons/lif-params.js";
import { scoped } from "../scoped.js";
import type { LifSequences } from "./lif-sequences.js";

/** One call of the recurrence on tensors; `initial` is null at rest. */
export interface LifOperands {
  readonly x: tf.Tensor;
  readonly initial: tf.Tensor | null;
  readonly leak: tf.Tensor;
  readonly threshold: tf.Tensor;
  readonly timeAxis: number;
  readonly rule: LifRule;
}

/** One step's tensors: `charged` v, `reset` r (the spike that resets before the step), `fired` o and `potential` u. */
interface Step extends State {
  readonly charged: tf.Tensor;
  readonly reset: tf.Tensor | null;
}

/** What the next step reads. */
interface State {
  readonly potential: tf.Tensor;
  readonly fired: tf.Tensor | null;
}

/**
 * The recurrence by operations on whole steps: for backends whose tensors cannot be reached from here without copying
 * them (tfjs-node, WebGL, WebGPU). One step's temporary tensors at a time, besides what is returned.
 *
 * @returns the sequences that `wanted` names, and the last potential
 */
export function lifByOperations(
  operands: LifOperands,
  wanted: { readonly potential: boolean; readonly spikes: boolean },
): LifSequences<tf.Tensor> {
  const { x, initial, timeAxis } = operands;
  const steps = x.shape[timeAxis]!;
  return scoped(() => {
    const potentials: tf.Tensor[] = [];
    const spikes: tf.Tensor[] = [];
    let state: { potential: tf.Tensor; fired: tf.Tensor | null } | null = initial && {
      potential: tf.clone(initial),
      fired: null,
    };
    for (let t = 0; t < steps; t++) {
      const previous: typeof state = state;
      state = scoped(() => {
        const { potential, fired } = advance(operands, at(x, timeAxis, t), previous, wanted.spikes);
        return { potential, fired };
      });
      if (wanted.potential) potentials.push(state.potential);
      else previous?.potential.dispose();
      if (wanted.spikes) spikes.push(state.fired!);
      else previous?.fired?.dispose();
    }
    return {
      potential: wanted.potential ? tf.stack(potentials, timeAxis) : null,
      spikes: wanted.spikes ? tf.stack(spikes, timeAxis) : null,
      last: state!.potential,
    };
  });
}

/**
 * Back-propagation through time by operations; the potentials are computed again. Scratch: the potentials of all steps
 * (twice where a step resets itself), and one step's temporary tensors.
 *
 * @returns gradients for x, the initial potential (null at rest), λ and v_th
 */
export function lifGradientByOperations(operands: LifOperands, cotangents: LifSequences<tf.Tensor>) {
  const { x, initial, leak, threshold, timeAxis } = operands;
  const steps = x.shape[timeAxis]!;
  return scoped(() => {
    const history = recompute(operands);
    const dx: tf.Tensor[] = new Array(steps);
    let carry = tf.clone(cotangents.last);
    let dLeak: tf.Tensor = tf.zerosLike(leak);
    let dThreshold: tf.Tensor = tf.zerosLike(threshold);
    for (let t = steps - 1; t >= 0; t--) {
      const previous = t === 0 ? initial : history[t - 1]!.potential;
      const next = scoped(() => {
        const dPotential = cotangents.potential && at(cotangents.potential, timeAxis, t);
        const dSpikes = cotangents.spikes && at(cotangents.spikes, timeAxis, t);
        const du = dPotential ? tf.add(carry, dPotential) : carry;
        const back = stepBackward(operands, previous, history[t]!, du, dSpikes);
        return {
          dx: tf.clone(back.dx),
          carry: back.carry,
          dLeak: back.dLeak ? tf.add(dLeak, back.dLeak) : tf.clone(dLeak),
          dThreshold: tf.add(dThreshold, back.dThreshold),
        };
      });
      dispose(history[t]!, operands.rule);
      tf.dispose([carry, dLeak, dThreshold]);
      dx[t] = next.dx;
      ({ carry, dLeak, dThreshold } = next);
    }
    return { x: tf.stack(dx, timeAxis), initial: initial && carry, leak: dLeak, threshold: dThreshold };
  });
}

/** All steps forward, with what {@link stepBackward} reads. */
function recompute(operands: LifOperands): Step[] {
  const history: Step[] = [];
  let state: State | null = operands.initial && { potential: operands.initial, fired: null };
  for (let t = 0; t < operands.x.shape[operands.timeAxis]!; t++) {
    const previous = state;
    const step = scoped(() => advance(operands, at(operands.x, operands.timeAxis, t), previous, true));
    history.push(step);
    state = step;
  }
  return history;
}

/** `advance` of neurons/lif.ts without its gradient. */
function advance({ leak, threshold, rule }: LifOperands, x: tf.Tensor, previous: State | null, fires: boolean): Step {
  const { before, after, set, subtract, value } = resets(rule);
  let charged = x;
  let reset: tf.Tensor | null = null;
  if (previous) {
    const { potential } = previous;
    // What fired in the step before is what resets now, unless the potential has been reset since.
    if (before) reset = (!after && previous.fired) || fire(potential, threshold, rule);
    const kept = reset && set ? tf.sub(potential, tf.mul(reset, from(potential, value))) : potential;
    charged = tf.add(x, tf.mul(leak, kept));
    if (reset && subtract) charged = tf.sub(charged, tf.mul(threshold, reset));
  }
  const fired = fires || after || before ? fire(charged, threshold, rule) : null;
  if (!after) return { charged, reset, fired, potential: charged };
  const q = reset ? tf.sub(fired!, reset) : fired!;
  return { charged, reset, fired, potential: tf.sub(charged, tf.mul(q, set ? from(charged, value) : threshold)) };
}

/** One step backwards: `du` is dL/du[t], `carry` becomes dL/du[t−1]; the derivation is that of assembly/backward.ts. */
function stepBackward(
  { leak, threshold, rule }: LifOperands,
  u: tf.Tensor | null,
  { charged: v, reset: r, fired: o }: Step,
  du: tf.Tensor,
  dSpikes: tf.Tensor | null,
) {
  const { after, set, subtract, value } = resets(rule);
  const slope = (potential: tf.Tensor) => rule.surrogate.gradient(tf.sub(potential, threshold));
  const like = (t: tf.Tensor, parameter: tf.Tensor) => tf.reshape(tf.sum(t, leading(t, parameter)), parameter.shape);
  const losses: tf.Tensor[] = []; // −dL/dv_th, in parts
  let dv = du;
  let d = dSpikes;
  if (after) {
    const q = r ? tf.sub(o!, r) : o!;
    if (subtract) losses.push(tf.mul(q, du));
    else dv = tf.mul(du, tf.sub(1, q));
    if (!rule.detachReset) {
      const through = tf.mul(du, subtract ? threshold : from(v, value));
      d = d ? tf.sub(d, through) : tf.neg(through);
    }
  }
  if (d) {
    d = tf.mul(d, slope(v));
    dv = tf.add(dv, d);
    losses.push(d);
  }
  if (r && subtract) losses.push(tf.mul(r, dv));
  if (u === null) {
    return { dx: dv, carry: tf.clone(dv), dLeak: null, dThreshold: total(losses, threshold, like) };
  }
  let carry = tf.mul(dv, leak);
  if (r && set) carry = tf.mul(carry, tf.sub(1, r));
  if (r && rule.timing === "delayed" && !rule.detachReset) {
    const pull = subtract ? threshold : tf.mul(leak, from(u, value));
    const through = tf.mul(tf.mul(pull, dv), slope(u));
    carry = tf.sub(carry, through);
    losses.push(tf.neg(through));
  }
  const kept = r && set ? tf.sub(u, tf.mul(r, from(u, value))) : u;
  return { dx: dv, carry, dLeak: like(tf.mul(dv, kept), leak), dThreshold: total(losses, threshold, like) };
}

function total(
  losses: readonly tf.Tensor[],
  threshold: tf.Tensor,
  like: (t: tf.Tensor, p: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  return losses.reduce<tf.Tensor>((sum, loss) => tf.sub(sum, like(loss, threshold)), tf.zerosLike(threshold));
}

function resets({ reset, timing, resetValue }: LifRule) {
  const any = reset !== "none";
  return {
    before: any && timing !== "same-step",
    after: any && timing !== "delayed",
    set: reset === "value",
    subtract: reset === "subtract",
    value: resetValue,
  };
}

/** H(u − v_th) as zeros and ones. */
function fire(potential: tf.Tensor, threshold: tf.Tensor, { comparison }: LifRule): tf.Tensor {
  return tf.cast((comparison === ">" ? tf.greater : tf.greaterEqual)(potential, threshold), "float32");
}

/** How far a potential is above the value that it is set to. */
function from(potential: tf.Tensor, value: number): tf.Tensor {
  return value === 0 ? potential : tf.sub(potential, value);
}

/** One step of a sequence, [B, …]. */
function at(sequence: tf.Tensor, timeAxis: number, t: number): tf.Tensor {
  const begin = sequence.shape.map((_, axis) => (axis === timeAxis ? t : 0));
  const size = sequence.shape.map((extent, axis) => (axis === timeAxis ? 1 : extent));
  return tf.reshape(
    tf.slice(sequence, begin, size),
    size.filter((_, axis) => axis !== timeAxis),
  );
}

/** Axes of `t` over which the gradient of a parameter of its trailing axes is summed. */
function leading(t: tf.Tensor, parameter: tf.Tensor): number[] {
  return t.shape.slice(0, t.rank - parameter.rank).map((_, axis) => axis);
}

/** Frees a step; with a delayed reset, `reset` is the step before's `fired`. */
function dispose({ charged, reset, fired, potential }: Step, { timing }: LifRule): void {
  tf.dispose([charged, fired, potential, timing === "delayed" ? null : reset].filter((t) => t !== null));
}
