import { AFTER, BEFORE, factor, fired, mask, ruleAt, SET, SUBTRACT, TIE } from "./rule";
import { get, put, spread, TILE, TILE_BYTES } from "./tile";

/** One step of `size` neurons: potential u and spikes o. `spikes` may be 0; `potential` may be `previous`. */
export function step(
  x: usize,
  leak: usize,
  threshold: usize,
  previous: usize,
  potential: usize,
  spikes: usize,
  size: i32,
  rule: i32,
  value: f32,
): void {
  const end = <usize>size << 2;
  const whole = end & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16)
    lanes(x + i, leak + i, threshold + i, previous + i, potential + i, spikes ? spikes + i : 0, rule, value, false);
  for (; i < end; i += 4)
    lanes(x + i, leak + i, threshold + i, previous + i, potential + i, spikes ? spikes + i : 0, rule, value, true);
}

// @ts-ignore: decorator
@inline
function lanes(
  x: usize,
  leak: usize,
  threshold: usize,
  previous: usize,
  potential: usize,
  spikes: usize,
  rule: i32,
  value: f32,
  single: bool,
): void {
  const θ = get(threshold, single);
  const u = get(previous, single);
  const r = v128.and(fired(u, θ, mask(rule, TIE)), mask(rule, BEFORE));
  const v = charged(get(x, single), get(leak, single), θ, u, r, rule, value);
  const o = fired(v, θ, mask(rule, TIE));
  const drop = f32x4.add(
    f32x4.mul(factor(rule, SUBTRACT), θ),
    f32x4.mul(factor(rule, SET), f32x4.sub(v, f32x4.splat(value))),
  );
  put(potential, f32x4.sub(v, f32x4.mul(f32x4.mul(factor(rule, AFTER), f32x4.sub(o, r)), drop)), single);
  if (spikes) put(spikes, o, single);
}

/** v, the potential before this step's own reset. */
// @ts-ignore: decorator
@inline
export function charged(x: v128, leak: v128, threshold: v128, u: v128, r: v128, rule: i32, value: f32): v128 {
  const dropped = f32x4.sub(u, f32x4.mul(f32x4.mul(factor(rule, SET), r), f32x4.sub(u, f32x4.splat(value))));
  return f32x4.sub(
    f32x4.add(x, f32x4.mul(leak, dropped)),
    f32x4.mul(f32x4.mul(factor(rule, SUBTRACT), r), threshold),
  );
}

/**
 * The whole recurrence. Addresses in bytes; `initial`, `potential` and `spikes` may be 0 (at rest; not wanted).
 *
 * @param leak, threshold  parameters of `leakSize` and `thresholdSize` numbers, which repeat along a row
 * @param rule     flags of rule.ts
 * @param scratch  two tiles
 */
export function lifForward(
  x: usize,
  initial: usize,
  leak: usize,
  leakSize: i32,
  threshold: usize,
  thresholdSize: i32,
  potential: usize,
  spikes: usize,
  last: usize,
  outer: i32,
  steps: i32,
  row: i32,
  rule: i32,
  value: f32,
  scratch: usize,
): void {
  const stride = <usize>row << 2;
  const λ = scratch;
  const θ = scratch + TILE_BYTES;
  for (let from = 0; from < row; from += TILE) {
    const size = min(TILE, row - from);
    const bytes = <usize>size << 2;
    spread(leak, leakSize, from, λ, size);
    spread(threshold, thresholdSize, from, θ, size);
    for (let b = 0; b < outer; b++) {
      const sample = <usize>b * stride + (<usize>from << 2);
      const lastTile = last + sample;
      if (initial) memory.copy(lastTile, initial + sample, bytes);
      else memory.fill(lastTile, 0, bytes);
      let previous = lastTile;
      for (let t = 0; t < steps; t++) {
        const at = (<usize>b * steps + t) * stride + (<usize>from << 2);
        const u = potential ? potential + at : lastTile;
        step(x + at, λ, θ, previous, u, spikes ? spikes + at : 0, size, ruleAt(t, rule), value);
        previous = u;
      }
      if (potential) memory.copy(lastTile, previous, bytes);
    }
  }
}
