// The deblocking filter one line of samples at a time (8.7.2.3, 8.7.2.4): of deep samples, and where the strengths of an edge differ
// too much for the filters of whole edges.

import { HIGH, Sample } from "./config";
import { alpha, beta, clip, depthShift } from "./edge-thresholds";

// @ts-ignore: decorator
@inline
function limited(value: i32, limit: i32): i32 {
  return max(-limit, min(limit, value));
}

// @ts-ignore: decorator
@inline
function put(at: usize, value: i32): void {
  store<Sample>(at, <Sample>value);
}

/** Filters p2 … q2 around `at`, the place of q0; samples are `across` bytes apart. `chroma`: chromaStyleFilteringFlag. */
export function filterLine(at: usize, across: usize, strength: i32, chroma: bool): void {
  const p0 = <i32>load<Sample>(at - across);
  const p1 = <i32>load<Sample>(at - across * 2);
  const q0 = <i32>load<Sample>(at);
  const q1 = <i32>load<Sample>(at + across);
  if (abs(p0 - q0) >= alpha || abs(p1 - p0) >= beta || abs(q1 - q0) >= beta) return;
  if (chroma) {
    if (strength == 4) {
      put(at - across, (2 * p1 + p0 + q1 + 2) >> 2);
      put(at, (2 * q1 + q0 + p1 + 2) >> 2);
    } else {
      change(at, across, p0, q0, p1, q1, clipOf(strength) + 1);
    }
    return;
  }
  const p2 = <i32>load<Sample>(at - across * 3);
  const q2 = <i32>load<Sample>(at + across * 2);
  const flatP = abs(p2 - p0) < beta;
  const flatQ = abs(q2 - q0) < beta;
  if (strength < 4) {
    const most = clipOf(strength);
    if (flatP) put(at - across * 2, p1 + limited((p2 + ((p0 + q0 + 1) >> 1) - (p1 << 1)) >> 1, most));
    if (flatQ) put(at + across, q1 + limited((q2 + ((p0 + q0 + 1) >> 1) - (q1 << 1)) >> 1, most));
    change(at, across, p0, q0, p1, q1, most + <i32>flatP + <i32>flatQ);
    return;
  }
  const near = abs(p0 - q0) < (alpha >> 2) + 2;
  if (flatP && near) {
    const p3 = <i32>load<Sample>(at - across * 4);
    put(at - across, (p2 + 2 * p1 + 2 * p0 + 2 * q0 + q1 + 4) >> 3);
    put(at - across * 2, (p2 + p1 + p0 + q0 + 2) >> 2);
    put(at - across * 3, (2 * p3 + 3 * p2 + p1 + p0 + q0 + 4) >> 3);
  } else {
    put(at - across, (2 * p1 + p0 + q1 + 2) >> 2);
  }
  if (flatQ && near) {
    const q3 = <i32>load<Sample>(at + across * 3);
    put(at, (p1 + 2 * p0 + 2 * q0 + 2 * q1 + q2 + 4) >> 3);
    put(at + across, (p0 + q0 + q1 + q2 + 2) >> 2);
    put(at + across * 2, (2 * q3 + 3 * q2 + q1 + q0 + p0 + 4) >> 3);
  } else {
    put(at, (2 * q1 + q0 + p1 + 2) >> 2);
  }
}

// @ts-ignore: decorator
@inline
function clipOf(strength: i32): i32 {
  const most = <i32>((clip >> (<u32>strength << 3)) & 255);
  return HIGH ? most << depthShift : most;
}

// @ts-ignore: decorator
@inline
function change(at: usize, across: usize, p0: i32, q0: i32, p1: i32, q1: i32, most: i32): void {
  const delta = limited((((q0 - p0) << 2) + (p1 - q1) + 4) >> 3, most);
  const white = HIGH ? (256 << depthShift) - 1 : 255;
  put(at - across, max(0, min(white, p0 + delta)));
  put(at, max(0, min(white, q0 - delta)));
}

/**
 * Filters an edge of `lines` lines that are `along` bytes apart. `strengths`: bS of each quarter of it, a byte each; 1 << `shift`
 * lines have one.
 */
export function filterLines(at: usize, along: usize, across: usize, lines: i32, shift: i32, strengths: u32, chroma: bool): void {
  for (let i = 0; i < lines; i++) {
    const strength = <i32>((strengths >> (<u32>(i >> shift) << 3)) & 255);
    if (strength) filterLine(at, across, strength, chroma);
    at += along;
  }
}
