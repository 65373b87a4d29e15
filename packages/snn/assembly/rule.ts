/** The reset rule as factors, all of them 0 or 1 but `value`; see src/neurons/integrate-and-fire.ts for the equation. */
export const SUBTRACT: i32 = 1;
export const SET: i32 = 2;
/** A spike resets before the next step. */
export const BEFORE: i32 = 4;
/** A spike resets in its own step. */
export const AFTER: i32 = 8;
/** A tie spikes. */
export const TIE: i32 = 16;
/** First step of a neuron at rest: nothing to reset before it. */
export const RESTED: i32 = 32;
/** A gradient flows through the spike that resets: before the next step; in the same step. */
export const THROUGH_BEFORE: i32 = 64;
export const THROUGH_AFTER: i32 = 128;

/** v128 of ones where the flag is set, of zeros elsewhere. */
// @ts-ignore: decorator
@inline
export function factor(rule: i32, flag: i32): v128 {
  return f32x4.splat(rule & flag ? 1 : 0);
}

/** 1 where u is over the threshold (or at it, where `ties` is all ones), else 0. */
// @ts-ignore: decorator
@inline
export function fired(u: v128, threshold: v128, ties: v128): v128 {
  const over = v128.or(f32x4.gt(u, threshold), v128.and(f32x4.eq(u, threshold), ties));
  return v128.and(over, f32x4.splat(1));
}

/** All bits of a lane, or none. */
// @ts-ignore: decorator
@inline
export function mask(rule: i32, flag: i32): v128 {
  return i32x4.splat(rule & flag ? -1 : 0);
}

/** The rule of step t: a neuron at rest has nothing to reset before its first step. */
export function ruleAt(t: i32, rule: i32): i32 {
  return t == 0 && rule & RESTED ? rule & ~(BEFORE | THROUGH_BEFORE) : rule;
}
