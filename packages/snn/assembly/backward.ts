import { step } from "./forward";
import { AFTER, BEFORE, factor, fired, mask, RESTED, SET, SUBTRACT, TIE, TILE } from "./rule";

/** A gradient flows through the spike that resets: before the next step; in the same step. */
const THROUGH_BEFORE: i32 = 64;
const THROUGH_AFTER: i32 = 128;
/** σ'(u) = height / (1 + slope·|u|)² instead of height / (1 + slope·u²). */
const ABSOLUTE: i32 = 256;

/** Bytes of scratch that `lifBackward` needs, besides the sums. */
export function lifBackwardScratch(steps: i32): i32 {
  return (2 * steps + 4) * TILE * 4;
}

/**
 * Back-propagation through time, potentials computed again from x tile by tile.
 *
 * @param dPotential, dSpikes  cotangents, or 0
 * @param dInitial   [outer, row], or 0
 * @param sums       2·row doubles: gradients by λ, then by v_th, per entry of a row
 */
export function lifBackward(
  x: usize,
  initial: usize,
  leak: usize,
  threshold: usize,
  dPotential: usize,
  dSpikes: usize,
  dLast: usize,
  dx: usize,
  dInitial: usize,
  sums: usize,
  outer: i32,
  steps: i32,
  row: i32,
  rule: i32,
  value: f32,
  height: f32,
  slope: f32,
  scratch: usize,
): void {
  const stride = <usize>row << 2;
  const potentials = scratch;
  const charges = potentials + <usize>(steps + 1) * TILE * 4;
  const carry = charges + <usize>steps * TILE * 4;
  const dLeak = carry + TILE * 4;
  const dThreshold = dLeak + TILE * 4;
  memory.fill(sums, 0, <usize>row << 4);
  for (let b = 0; b < outer; b++) {
    for (let from = 0; from < row; from += TILE) {
      const size = min(TILE, row - from);
      const bytes = <usize>size << 2;
      const tile = <usize>from << 2;
      const sample = <usize>b * stride + tile;
      if (initial) memory.copy(potentials, initial + sample, bytes);
      else memory.fill(potentials, 0, bytes);
      for (let t = 0; t < steps; t++) {
        const now = t == 0 && rule & RESTED ? rule & ~BEFORE : rule;
        const u = potentials + <usize>t * TILE * 4;
        const v = charges + <usize>t * TILE * 4;
        const at = <usize>(b * steps + t) * stride + tile;
        step(x + at, leak + tile, threshold + tile, u, v, u + TILE * 4, 0, size, now, value);
      }
      memory.copy(carry, dLast + sample, bytes);
      memory.fill(dLeak, 0, bytes);
      memory.fill(dThreshold, 0, bytes);
      for (let t = steps - 1; t >= 0; t--) {
        const at = <usize>(b * steps + t) * stride + tile;
        stepBackward(
          leak + tile,
          threshold + tile,
          potentials + <usize>t * TILE * 4,
          charges + <usize>t * TILE * 4,
          dPotential ? dPotential + at : 0,
          dSpikes ? dSpikes + at : 0,
          carry,
          dx + at,
          dLeak,
          dThreshold,
          size,
          t == 0 && rule & RESTED ? rule & ~(BEFORE | THROUGH_BEFORE) : rule,
          value,
          height,
          slope,
        );
      }
      if (dInitial) memory.copy(dInitial + sample, carry, bytes);
      addTo(sums + ((<usize>from) << 3), dLeak, size);
      addTo(sums + ((<usize>row + <usize>from) << 3), dThreshold, size);
    }
  }
}

function stepBackward(
  leak: usize,
  threshold: usize,
  previous: usize,
  charged: usize,
  dPotential: usize,
  dSpikes: usize,
  carry: usize,
  dx: usize,
  dLeak: usize,
  dThreshold: usize,
  size: i32,
  rule: i32,
  value: f32,
  height: f32,
  slope: f32,
): void {
  const subtract = factor(rule, SUBTRACT);
  const set = factor(rule, SET);
  const after = factor(rule, AFTER);
  const before = mask(rule, BEFORE);
  const ties = mask(rule, TIE);
  const to = f32x4.splat(value);
  const one = f32x4.splat(1);
  const spiking = dSpikes != 0 || (rule & THROUGH_AFTER) != 0;
  const end = <usize>size << 2;
  for (let i: usize = 0; i < end; i += 16) {
    const θ = v128.load(threshold + i);
    const λ = v128.load(leak + i);
    const u = v128.load(previous + i);
    const v = v128.load(charged + i);
    const r = v128.and(fired(u, θ, ties), before);
    const q = f32x4.mul(after, f32x4.sub(fired(v, θ, ties), r));
    let du = v128.load(carry + i);
    if (dPotential) du = f32x4.add(du, v128.load(dPotential + i));
    let dθ = f32x4.neg(f32x4.mul(f32x4.mul(subtract, q), du));
    let dv = f32x4.mul(du, f32x4.sub(one, f32x4.mul(set, q)));
    if (spiking) {
      let d = dSpikes ? v128.load(dSpikes + i) : f32x4.splat(0);
      if (rule & THROUGH_AFTER) {
        const drop = f32x4.add(f32x4.mul(subtract, θ), f32x4.mul(set, f32x4.sub(v, to)));
        d = f32x4.sub(d, f32x4.mul(du, drop));
      }
      d = f32x4.mul(d, derivative(f32x4.sub(v, θ), rule, height, slope));
      dv = f32x4.add(dv, d);
      dθ = f32x4.sub(dθ, d);
    }
    v128.store(dx + i, dv);
    dθ = f32x4.sub(dθ, f32x4.mul(f32x4.mul(subtract, r), dv));
    let back = f32x4.mul(f32x4.mul(λ, f32x4.sub(one, f32x4.mul(set, r))), dv);
    if (rule & THROUGH_BEFORE) {
      const pull = f32x4.sub(f32x4.mul(f32x4.mul(set, λ), f32x4.sub(to, u)), f32x4.mul(subtract, θ));
      const d = f32x4.mul(f32x4.mul(pull, dv), derivative(f32x4.sub(u, θ), rule, height, slope));
      back = f32x4.add(back, d);
      dθ = f32x4.sub(dθ, d);
    }
    v128.store(carry + i, back);
    const dropped = f32x4.sub(u, f32x4.mul(f32x4.mul(set, r), f32x4.sub(u, to)));
    v128.store(dLeak + i, f32x4.add(v128.load(dLeak + i), f32x4.mul(dv, dropped)));
    v128.store(dThreshold + i, f32x4.add(v128.load(dThreshold + i), dθ));
  }
}

// @ts-ignore: decorator
@inline
function derivative(u: v128, rule: i32, height: f32, slope: f32): v128 {
  const one = f32x4.splat(1);
  if (rule & ABSOLUTE) {
    const d = f32x4.add(one, f32x4.mul(f32x4.splat(slope), f32x4.abs(u)));
    return f32x4.div(f32x4.splat(height), f32x4.mul(d, d));
  }
  return f32x4.div(f32x4.splat(height), f32x4.add(one, f32x4.mul(f32x4.splat(slope), f32x4.mul(u, u))));
}

function addTo(sums: usize, values: usize, size: i32): void {
  for (let i = 0; i < size; i++) {
    const at = sums + (<usize>i << 3);
    store<f64>(at, load<f64>(at) + <f64>load<f32>(values + (<usize>i << 2)));
  }
}
