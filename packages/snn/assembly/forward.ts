import { AFTER, BEFORE, factor, fired, mask, RESTED, SET, SUBTRACT, TIE, TILE } from "./rule";

/**
 * One step of `size` neurons (a multiple of four): charged v, potential u and spikes o. `charged` and `spikes` may be 0.
 */
export function step(
  x: usize,
  leak: usize,
  threshold: usize,
  previous: usize,
  charged: usize,
  potential: usize,
  spikes: usize,
  size: i32,
  rule: i32,
  value: f32,
): void {
  const subtract = factor(rule, SUBTRACT);
  const set = factor(rule, SET);
  const after = factor(rule, AFTER);
  const before = mask(rule, BEFORE);
  const ties = mask(rule, TIE);
  const to = f32x4.splat(value);
  const end = <usize>size << 2;
  for (let i: usize = 0; i < end; i += 16) {
    const θ = v128.load(threshold + i);
    const u = v128.load(previous + i);
    const r = v128.and(fired(u, θ, ties), before);
    const dropped = f32x4.sub(u, f32x4.mul(f32x4.mul(set, r), f32x4.sub(u, to)));
    const kept = f32x4.mul(v128.load(leak + i), dropped);
    const v = f32x4.sub(f32x4.add(v128.load(x + i), kept), f32x4.mul(f32x4.mul(subtract, r), θ));
    const o = fired(v, θ, ties);
    const drop = f32x4.add(f32x4.mul(subtract, θ), f32x4.mul(set, f32x4.sub(v, to)));
    if (charged) v128.store(charged + i, v);
    v128.store(potential + i, f32x4.sub(v, f32x4.mul(f32x4.mul(after, f32x4.sub(o, r)), drop)));
    if (spikes) v128.store(spikes + i, o);
  }
}

/**
 * The whole recurrence. Addresses in bytes; `initial`, `potential` and `spikes` may be 0 (at rest; not wanted).
 *
 * @param row    a multiple of four
 * @param rule   flags of rule.ts
 */
export function lifForward(
  x: usize,
  initial: usize,
  leak: usize,
  threshold: usize,
  potential: usize,
  spikes: usize,
  last: usize,
  outer: i32,
  steps: i32,
  row: i32,
  rule: i32,
  value: f32,
): void {
  const stride = <usize>row << 2;
  for (let b = 0; b < outer; b++) {
    for (let from = 0; from < row; from += TILE) {
      const size = min(TILE, row - from);
      const tile = <usize>from << 2;
      const lastTile = last + <usize>b * stride + tile;
      if (initial) memory.copy(lastTile, initial + <usize>b * stride + tile, <usize>size << 2);
      else memory.fill(lastTile, 0, <usize>size << 2);
      let previous = lastTile;
      for (let t = 0; t < steps; t++) {
        const at = <usize>(b * steps + t) * stride + tile;
        const now = t == 0 && rule & RESTED ? rule & ~BEFORE : rule;
        const u = potential ? potential + at : lastTile;
        step(x + at, leak + tile, threshold + tile, previous, 0, u, spikes ? spikes + at : 0, size, now, value);
        previous = u;
      }
      if (potential) memory.copy(lastTile, previous, <usize>size << 2);
    }
  }
}
