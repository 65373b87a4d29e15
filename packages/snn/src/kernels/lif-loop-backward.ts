import type { LifRule } from "../neurons/lif-params.js";
import { type Extent, factors, initialRow, isRested, type LifInputs, lifRow } from "./lif-loop.js";

/** Cotangents: of the sequences where there is one, and of the last potential. */
export interface LifCotangents {
  readonly potential: Float32Array | null;
  readonly spikes: Float32Array | null;
  readonly last: Float32Array;
}

/** Gradients: `x` like x, `initial` [outer, row]; the parameters' per entry of a row, in double precision. */
export interface LifGradients {
  readonly x: Float32Array;
  readonly initial: Float32Array;
  readonly leak: Float64Array;
  readonly threshold: Float64Array;
}

/**
 * Back-propagation through time. The potentials are computed again and stand where their step's gradient will: u[t] in
 * `gradients.x`, which is not written before u[t] has been read for the last time. Scratch is three rows, whatever T.
 */
export function lifBackward(
  inputs: LifInputs,
  { outer, steps, row }: Extent,
  rule: LifRule,
  cotangents: LifCotangents,
  gradients: LifGradients,
): void {
  const [charged, spare, rest] = [new Float32Array(row), new Float32Array(row), new Float32Array(row)];
  const at = (a: Float32Array, index: number) => a.subarray(index * row, (index + 1) * row);
  for (let b = 0; b < outer; b++) {
    const first = b * steps;
    const start = initialRow(inputs.initial, b, rest);
    const before = (t: number) => (t === 0 ? start : at(gradients.x, first + t - 1));
    const step = (t: number, potential: Float32Array) => {
      const x = at(inputs.x, first + t);
      lifRow(inputs, factors(rule, isRested(inputs, t)), x, before(t), charged, potential, null);
    };
    for (let t = 0; t < steps - 1; t++) step(t, at(gradients.x, first + t));
    const carry = at(gradients.initial, b);
    carry.set(at(cotangents.last, b));
    for (let t = steps - 1; t >= 0; t--) {
      step(t, spare);
      lifRowBackward(
        inputs,
        rule,
        isRested(inputs, t),
        before(t),
        charged,
        cotangents.potential && at(cotangents.potential, first + t),
        cotangents.spikes && at(cotangents.spikes, first + t),
        carry,
        at(gradients.x, first + t),
        gradients,
      );
    }
  }
}

/** One row of one step backwards: `carry` is dL/du[t] from later steps on entry and dL/du[t−1] on return. */
function lifRowBackward(
  { leak, threshold }: LifInputs,
  rule: LifRule,
  rested: boolean,
  previous: Float32Array,
  charged: Float32Array,
  dPotential: Float32Array | null,
  dSpikes: Float32Array | null,
  carry: Float32Array,
  dx: Float32Array,
  gradients: { leak: Float64Array; threshold: Float64Array },
): void {
  const { subtract, set, value, before, after, strict } = factors(rule, rested);
  const throughBefore = before && rule.timing === "delayed" && !rule.detachReset;
  const throughAfter = after === 1 && !rule.detachReset;
  const spiking = dSpikes !== null || throughAfter;
  const { derivative } = rule.surrogate;
  for (let i = 0; i < dx.length; i++) {
    const θ = threshold[i]!;
    const λ = leak[i]!;
    const u = previous[i]!;
    const v = charged[i]!;
    const r = before && (strict ? u > θ : u >= θ) ? 1 : 0;
    const q = after === 0 ? 0 : ((strict ? v > θ : v >= θ) ? 1 : 0) - r;
    const du = carry[i]! + (dPotential ? dPotential[i]! : 0);
    let dθ = -subtract * q * du;
    let dv = du * (1 - set * q);
    if (spiking) {
      let d = dSpikes ? dSpikes[i]! : 0;
      if (throughAfter) d -= du * (subtract * θ + set * (v - value));
      d *= derivative(v - θ);
      dv += d;
      dθ -= d;
    }
    dx[i] = dv;
    dθ -= subtract * r * dv;
    let back = λ * (1 - set * r) * dv;
    if (throughBefore) {
      const d = (set * λ * (value - u) - subtract * θ) * dv * derivative(u - θ);
      back += d;
      dθ -= d;
    }
    carry[i] = back;
    gradients.leak[i]! += dv * (u - set * r * (u - value));
    gradients.threshold[i]! += dθ;
  }
}
