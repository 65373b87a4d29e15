import type { LifRule } from "../neurons/lif-params.js";

/** Extents of the loops: `outer` sequences of `steps` rows of `row` numbers. */
export interface Extent {
  readonly outer: number;
  readonly steps: number;
  readonly row: number;
}

/** What the recurrence reads. Parameters hold one number per entry of a row. */
export interface LifInputs {
  /** x, [outer, steps, row]. */
  readonly x: Float32Array;
  /** u before the first step, [outer, row]; null at rest. */
  readonly initial: Float32Array | null;
  readonly leak: Float32Array;
  readonly threshold: Float32Array;
}

/** Rounds to single precision, after every operation: the same bits as a backend's tensors have. */
const f32 = Math.fround;

/** The rule as factors, so that one loop serves every reset. */
export interface Factors {
  readonly subtract: number;
  readonly set: number;
  readonly value: number;
  /** Does a spike reset before the next step (delayed, compensated)? */
  readonly before: boolean;
  /** 1 where a spike resets in its own step. */
  readonly after: number;
  readonly strict: boolean;
}

/** `rested`: this is the first step of a neuron at rest, which no spike came before. */
export function factors(rule: LifRule, rested: boolean): Factors {
  const resets = rule.reset !== "none";
  return {
    subtract: rule.reset === "subtract" ? 1 : 0,
    set: rule.reset === "value" ? 1 : 0,
    value: rule.resetValue,
    before: resets && rule.timing !== "same-step" && !rested,
    after: resets && rule.timing !== "delayed" ? 1 : 0,
    strict: rule.comparison === ">",
  };
}

/** One row of one step: `charged` v, then `potential` u and `spikes` o; see neurons/integrate-and-fire.ts for the equation. */
export function lifRow(
  inputs: LifInputs,
  factors: Factors,
  x: Float32Array,
  previous: Float32Array,
  charged: Float32Array,
  potential: Float32Array,
  spikes: Float32Array | null,
): void {
  const { set, after, strict } = factors;
  if (set === 0 && after === 0 && strict) delayedRow(inputs, factors, x, previous, charged, potential);
  else anyRow(inputs, factors, x, previous, charged, potential);
  if (!spikes) return;
  const { threshold } = inputs;
  if (strict) for (let i = 0; i < x.length; i++) spikes[i] = charged[i]! > threshold[i]! ? 1 : 0;
  else for (let i = 0; i < x.length; i++) spikes[i] = charged[i]! >= threshold[i]! ? 1 : 0;
}

/** The paper's rule, delayed subtraction with a strict threshold: a fraction of the general arithmetic, the same bits. */
function delayedRow(
  { leak, threshold }: LifInputs,
  { subtract, before }: Factors,
  x: Float32Array,
  previous: Float32Array,
  charged: Float32Array,
  potential: Float32Array,
): void {
  const resets = before && subtract === 1;
  for (let i = 0; i < x.length; i++) {
    const θ = threshold[i]!;
    const u = previous[i]!;
    const integrated = f32(x[i]! + f32(leak[i]! * u));
    const v = resets && u > θ ? f32(integrated - θ) : integrated;
    charged[i] = v;
    potential[i] = v;
  }
}

function anyRow(
  { leak, threshold }: LifInputs,
  { subtract, set, value, before, after, strict }: Factors,
  x: Float32Array,
  previous: Float32Array,
  charged: Float32Array,
  potential: Float32Array,
): void {
  for (let i = 0; i < x.length; i++) {
    const θ = threshold[i]!;
    const u = previous[i]!;
    const r = before && (strict ? u > θ : u >= θ) ? 1 : 0;
    const kept = f32(leak[i]! * f32(u - set * r * f32(u - value)));
    const v = f32(f32(x[i]! + kept) - subtract * r * θ);
    const o = (strict ? v > θ : v >= θ) ? 1 : 0;
    charged[i] = v;
    potential[i] = v - after * (o - r) * (subtract * θ + set * f32(v - value));
  }
}

/** Writes the sequences that are asked for, and the last potential. */
export function lifForward(
  inputs: LifInputs,
  { outer, steps, row }: Extent,
  rule: LifRule,
  out: { potential: Float32Array | null; spikes: Float32Array | null; last: Float32Array },
): void {
  const charged = new Float32Array(row);
  const rest = new Float32Array(row);
  for (let b = 0; b < outer; b++) {
    const last = out.last.subarray(b * row, (b + 1) * row);
    let previous = initialRow(inputs.initial, b, rest);
    for (let t = 0; t < steps; t++) {
      const from = (b * steps + t) * row;
      const potential = out.potential ? out.potential.subarray(from, from + row) : last;
      const spikes = out.spikes ? out.spikes.subarray(from, from + row) : null;
      lifRow(
        inputs,
        factors(rule, isRested(inputs, t)),
        inputs.x.subarray(from, from + row),
        previous,
        charged,
        potential,
        spikes,
      );
      previous = potential;
    }
    if (out.potential) last.set(previous);
  }
}

export function initialRow(initial: Float32Array | null, b: number, rest: Float32Array): Float32Array {
  return initial ? initial.subarray(b * rest.length, (b + 1) * rest.length) : rest;
}

export function isRested(inputs: LifInputs, t: number): boolean {
  return t === 0 && inputs.initial === null;
}
