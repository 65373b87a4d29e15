/** Weight of smoothness α; grey values are about ±2. */
const ALPHA = 0.5;
/** Linearisations at each scale, and steps of the iteration for each. */
const WARPS = 5;
const STEPS = 60;
/** Side of the coarsest scale, at least. */
const COARSEST = 10;

/**
 * Dense optical flow between two square pictures: w minimises Σ (now(i) − before(i + w))² + α²‖∇w‖², by its linearisation around the
 * last estimate (Horn and Schunck, 1981), from coarse scales to fine ones.
 *
 * @param before  `[S, S]`, grey values in units of their deviation
 * @param now  likewise
 * @returns −w, `[S, S, 2]` as (x, y), pixels of these pictures: how far each pixel of `now` has come, as Π
 */
export function opticalFlow(before: Float32Array, now: Float32Array, size: number): Float32Array {
  let flow: Float32Array | null = null;
  for (const [a, b] of pyramid(before, now, size).reverse()) {
    flow = refined(a, b, flow === null ? null : doubled(flow, a.side));
  }
  return flow!.map((value) => -value);
}

interface Plane {
  readonly side: number;
  readonly values: Float32Array;
}

function pyramid(before: Float32Array, now: Float32Array, size: number): (readonly [Plane, Plane])[] {
  let pair: readonly [Plane, Plane] = [
    { side: size, values: before },
    { side: size, values: now },
  ];
  const levels = [pair];
  while (Math.ceil(pair[0].side / 2) >= COARSEST) {
    pair = [halved(pair[0]), halved(pair[1])];
    levels.push(pair);
  }
  return levels;
}

/** Means of 2×2 pixels; the last row and column stand for themselves where the side is odd. */
function halved({ side, values }: Plane): Plane {
  const half = Math.ceil(side / 2);
  const small = new Float32Array(half * half);
  for (let y = 0; y < half; y++) {
    for (let x = 0; x < half; x++) {
      const [x0, y0] = [2 * x, 2 * y * side];
      const [x1, y1] = [Math.min(x0 + 1, side - 1), Math.min(2 * y + 1, side - 1) * side];
      small[y * half + x] = (values[y0 + x0]! + values[y0 + x1]! + values[y1 + x0]! + values[y1 + x1]!) / 4;
    }
  }
  return { side: half, values: small };
}

/** A flow at the next finer scale: twice as many pixels, twice as far. */
function doubled(flow: Float32Array, side: number): Float32Array {
  const coarse = Math.sqrt(flow.length / 2);
  const fine = new Float32Array(side * side * 2);
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++, at += 2) {
      for (const axis of [0, 1]) fine[at + axis] = 2 * sampled(flow, coarse, (x - 0.5) / 2, (y - 0.5) / 2, 2, axis);
    }
  }
  return fine;
}

/** Linear interpolation, clamped to the border. */
function sampled(values: Float32Array, side: number, x: number, y: number, channels = 1, channel = 0): number {
  const [cx, cy] = [Math.min(Math.max(x, 0), side - 1), Math.min(Math.max(y, 0), side - 1)];
  const [x0, y0] = [Math.floor(cx), Math.floor(cy)];
  const [x1, y1] = [Math.min(x0 + 1, side - 1), Math.min(y0 + 1, side - 1)];
  const [u, v] = [cx - x0, cy - y0];
  const at = (px: number, py: number) => values[(py * side + px) * channels + channel]!;
  return (1 - v) * ((1 - u) * at(x0, y0) + u * at(x1, y0)) + v * ((1 - u) * at(x0, y1) + u * at(x1, y1));
}

/** The flow w of one scale, from an estimate of it. */
function refined(before: Plane, now: Plane, estimate: Float32Array | null): Float32Array {
  const { side } = now;
  let flow: Float32Array = estimate ?? new Float32Array(side * side * 2);
  for (let warp = 0; warp < WARPS; warp++) {
    const from = flow;
    const warped = new Float32Array(side * side);
    for (let y = 0, at = 0; y < side; y++) {
      for (let x = 0; x < side; x++, at++) {
        warped[at] = sampled(before.values, side, x + from[2 * at]!, y + from[2 * at + 1]!);
      }
    }
    const slopes = slopesOf(warped, now.values, side);
    for (let step = 0; step < STEPS; step++) flow = smoothed(flow, from, warped, now.values, slopes, side);
  }
  return flow;
}

/** Central differences of the mean of both pictures, `[S, S, 2]`. */
function slopesOf(warped: Float32Array, now: Float32Array, side: number): Float32Array {
  const slopes = new Float32Array(side * side * 2);
  const mean = warped.map((value, i) => (value + now[i]!) / 2);
  for (let y = 0, at = 0; y < side; y++) {
    const [up, down] = [Math.max(y - 1, 0) * side, Math.min(y + 1, side - 1) * side];
    for (let x = 0; x < side; x++, at++) {
      const [left, right] = [Math.max(x - 1, 0), Math.min(x + 1, side - 1)];
      slopes[2 * at] = (mean[y * side + right]! - mean[y * side + left]!) / 2;
      slopes[2 * at + 1] = (mean[down + x]! - mean[up + x]!) / 2;
    }
  }
  return slopes;
}

/** One step of the iteration: each w from the mean of its neighbours. */
function smoothed(
  flow: Float32Array,
  from: Float32Array,
  warped: Float32Array,
  now: Float32Array,
  slopes: Float32Array,
  side: number,
): Float32Array {
  const next = new Float32Array(flow.length);
  for (let y = 0, at = 0; y < side; y++) {
    const [up, down] = [2 * Math.max(y - 1, 0) * side, 2 * Math.min(y + 1, side - 1) * side];
    for (let x = 0; x < side; x++, at++) {
      const row = 2 * y * side;
      const [left, right] = [row + 2 * Math.max(x - 1, 0), row + 2 * Math.min(x + 1, side - 1)];
      const [above, below] = [up + 2 * x, down + 2 * x];
      const mx = (flow[left]! + flow[right]! + flow[above]! + flow[below]!) / 4;
      const my = (flow[left + 1]! + flow[right + 1]! + flow[above + 1]! + flow[below + 1]!) / 4;
      const [gx, gy] = [slopes[2 * at]!, slopes[2 * at + 1]!];
      const error = gx * (mx - from[2 * at]!) + gy * (my - from[2 * at + 1]!) + warped[at]! - now[at]!;
      const share = error / (ALPHA * ALPHA + gx * gx + gy * gy);
      next[2 * at] = mx - gx * share;
      next[2 * at + 1] = my - gy * share;
    }
  }
  return next;
}
