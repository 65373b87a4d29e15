import { charged, step } from "./forward";
import {
  AFTER,
  BEFORE,
  factor,
  fired,
  mask,
  ruleAt,
  SET,
  SUBTRACT,
  THROUGH_AFTER,
  THROUGH_BEFORE,
  TIE,
} from "./rule";
import { slopes } from "./surrogate";
import { fold, get, put, spread, TILE, TILE_BYTES } from "./tile";

/** Tiles of scratch: λ, v_th, the carry, the potential at rest, v, σ' at v and at u, and the gradients by λ and v_th. */
const TILES: i32 = 9;

/** Bytes of scratch that `lifBackward` needs: tiles, and a double for each number of λ and v_th. It knows no T. */
export function lifScratch(leakSize: i32, thresholdSize: i32): i32 {
  return TILES * <i32>TILE_BYTES + (leakSize + thresholdSize) * 8;
}

/**
 * Back-propagation through time. The potentials are computed again, tile by tile, and stand where their step's gradient
 * will: u[t] in dx[t], which is not written before u[t] has been read for the last time.
 *
 * @param dPotential, dSpikes  cotangents, or 0
 * @param dInitial             [outer, row], or 0
 * @param dLeak, dThreshold    gradients, like λ and v_th
 * @param formula              of the surrogate, in surrogate.ts
 */
export function lifBackward(
  x: usize,
  initial: usize,
  leak: usize,
  leakSize: i32,
  threshold: usize,
  thresholdSize: i32,
  dPotential: usize,
  dSpikes: usize,
  dLast: usize,
  dx: usize,
  dInitial: usize,
  dLeak: usize,
  dThreshold: usize,
  outer: i32,
  steps: i32,
  row: i32,
  rule: i32,
  value: f32,
  formula: i32,
  height: f32,
  slope: f32,
  scratch: usize,
): void {
  const stride = <usize>row << 2;
  const λ = scratch;
  const θ = λ + TILE_BYTES;
  const carry = θ + TILE_BYTES;
  const rest = carry + TILE_BYTES;
  const v = rest + TILE_BYTES;
  const atV = v + TILE_BYTES;
  const atU = atV + TILE_BYTES;
  const leaks = atU + TILE_BYTES;
  const thresholds = leaks + TILE_BYTES;
  const leakSums = thresholds + TILE_BYTES;
  const thresholdSums = leakSums + (<usize>leakSize << 3);
  memory.fill(rest, 0, TILE_BYTES);
  memory.fill(leakSums, 0, <usize>(leakSize + thresholdSize) << 3);
  const spiking = dSpikes != 0 || (rule & THROUGH_AFTER) != 0;
  for (let from = 0; from < row; from += TILE) {
    const size = min(TILE, row - from);
    const bytes = <usize>size << 2;
    spread(leak, leakSize, from, λ, size);
    spread(threshold, thresholdSize, from, θ, size);
    for (let b = 0; b < outer; b++) {
      const sample = <usize>b * stride + (<usize>from << 2);
      const first = <usize>b * steps * stride + (<usize>from << 2);
      const start = initial ? initial + sample : rest;
      let previous = start;
      for (let t = 0; t < steps - 1; t++) {
        const at = first + <usize>t * stride;
        step(x + at, λ, θ, previous, dx + at, 0, size, ruleAt(t, rule), value);
        previous = dx + at;
      }
      memory.copy(carry, dLast + sample, bytes);
      memory.fill(leaks, 0, bytes);
      memory.fill(thresholds, 0, bytes);
      for (let t = steps - 1; t >= 0; t--) {
        const at = first + <usize>t * stride;
        const now = ruleAt(t, rule);
        const u = t == 0 ? start : dx + at - stride;
        charge(x + at, λ, θ, u, v, size, now, value);
        if (spiking) slopes(v, θ, atV, size, formula, height, slope);
        if (now & THROUGH_BEFORE) slopes(u, θ, atU, size, formula, height, slope);
        const dP = dPotential ? dPotential + at : 0;
        const dS = dSpikes ? dSpikes + at : 0;
        stepBackward(λ, θ, u, v, atV, atU, dP, dS, carry, dx + at, leaks, thresholds, size, now, value);
      }
      if (dInitial) memory.copy(dInitial + sample, carry, bytes);
      fold(leaks, size, from, leakSums, leakSize);
      fold(thresholds, size, from, thresholdSums, thresholdSize);
    }
  }
  for (let i = 0; i < leakSize; i++) store<f32>(dLeak + (<usize>i << 2), <f32>load<f64>(leakSums + (<usize>i << 3)));
  for (let i = 0; i < thresholdSize; i++)
    store<f32>(dThreshold + (<usize>i << 2), <f32>load<f64>(thresholdSums + (<usize>i << 3)));
}

/** v of `size` neurons again. */
function charge(
  x: usize,
  leak: usize,
  threshold: usize,
  previous: usize,
  to: usize,
  size: i32,
  rule: i32,
  value: f32,
): void {
  const end = <usize>size << 2;
  const whole = end & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) chargeLanes(x + i, leak + i, threshold + i, previous + i, to + i, rule, value, false);
  for (; i < end; i += 4) chargeLanes(x + i, leak + i, threshold + i, previous + i, to + i, rule, value, true);
}

// @ts-ignore: decorator
@inline
function chargeLanes(
  x: usize,
  leak: usize,
  threshold: usize,
  previous: usize,
  to: usize,
  rule: i32,
  value: f32,
  single: bool,
): void {
  const θ = get(threshold, single);
  const u = get(previous, single);
  const r = v128.and(fired(u, θ, mask(rule, TIE)), mask(rule, BEFORE));
  put(to, charged(get(x, single), get(leak, single), θ, u, r, rule, value), single);
}

/** One step backwards: `carry` is dL/du[t] from later steps on entry and dL/du[t−1] on return. */
function stepBackward(
  leak: usize,
  threshold: usize,
  u: usize,
  v: usize,
  atV: usize,
  atU: usize,
  dPotential: usize,
  dSpikes: usize,
  carry: usize,
  dx: usize,
  dLeak: usize,
  dThreshold: usize,
  size: i32,
  rule: i32,
  value: f32,
): void {
  const end = <usize>size << 2;
  const whole = end & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16)
    backwardLanes(
      leak + i,
      threshold + i,
      u + i,
      v + i,
      atV + i,
      atU + i,
      dPotential ? dPotential + i : 0,
      dSpikes ? dSpikes + i : 0,
      carry + i,
      dx + i,
      dLeak + i,
      dThreshold + i,
      rule,
      value,
      false,
    );
  for (; i < end; i += 4)
    backwardLanes(
      leak + i,
      threshold + i,
      u + i,
      v + i,
      atV + i,
      atU + i,
      dPotential ? dPotential + i : 0,
      dSpikes ? dSpikes + i : 0,
      carry + i,
      dx + i,
      dLeak + i,
      dThreshold + i,
      rule,
      value,
      true,
    );
}

// @ts-ignore: decorator
@inline
function backwardLanes(
  leak: usize,
  threshold: usize,
  previous: usize,
  charged: usize,
  atV: usize,
  atU: usize,
  dPotential: usize,
  dSpikes: usize,
  carry: usize,
  dx: usize,
  dLeak: usize,
  dThreshold: usize,
  rule: i32,
  value: f32,
  single: bool,
): void {
  const subtract = factor(rule, SUBTRACT);
  const set = factor(rule, SET);
  const to = f32x4.splat(value);
  const one = f32x4.splat(1);
  const θ = get(threshold, single);
  const λ = get(leak, single);
  const u = get(previous, single);
  const v = get(charged, single);
  const r = v128.and(fired(u, θ, mask(rule, TIE)), mask(rule, BEFORE));
  const q = f32x4.mul(factor(rule, AFTER), f32x4.sub(fired(v, θ, mask(rule, TIE)), r));
  let du = get(carry, single);
  if (dPotential) du = f32x4.add(du, get(dPotential, single));
  let dθ = f32x4.neg(f32x4.mul(f32x4.mul(subtract, q), du));
  let dv = f32x4.mul(du, f32x4.sub(one, f32x4.mul(set, q)));
  if (dSpikes != 0 || (rule & THROUGH_AFTER) != 0) {
    let d = dSpikes ? get(dSpikes, single) : f32x4.splat(0);
    if (rule & THROUGH_AFTER) {
      const drop = f32x4.add(f32x4.mul(subtract, θ), f32x4.mul(set, f32x4.sub(v, to)));
      d = f32x4.sub(d, f32x4.mul(du, drop));
    }
    d = f32x4.mul(d, get(atV, single));
    dv = f32x4.add(dv, d);
    dθ = f32x4.sub(dθ, d);
  }
  put(dx, dv, single);
  dθ = f32x4.sub(dθ, f32x4.mul(f32x4.mul(subtract, r), dv));
  let back = f32x4.mul(f32x4.mul(λ, f32x4.sub(one, f32x4.mul(set, r))), dv);
  if (rule & THROUGH_BEFORE) {
    const pull = f32x4.sub(f32x4.mul(f32x4.mul(set, λ), f32x4.sub(to, u)), f32x4.mul(subtract, θ));
    const d = f32x4.mul(f32x4.mul(pull, dv), get(atU, single));
    back = f32x4.add(back, d);
    dθ = f32x4.sub(dθ, d);
  }
  put(carry, back, single);
  const dropped = f32x4.sub(u, f32x4.mul(f32x4.mul(set, r), f32x4.sub(u, to)));
  put(dLeak, f32x4.add(get(dLeak, single), f32x4.mul(dv, dropped)), single);
  put(dThreshold, f32x4.add(get(dThreshold, single), dθ), single);
}
