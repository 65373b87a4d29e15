/** Operations as plain loops over double-precision arrays, written from their definitions; NHWC. */

/** Shape of a picture batch. */
export type Shape4 = readonly [number, number, number, number];

/** Geometry of a windowed operation. */
export interface Windows {
  readonly stride: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly pad: "same" | "valid" | number;
  /** Padding before and after, vertically and horizontally, in the place of `pad`. */
  readonly pairs?: readonly [readonly [number, number], readonly [number, number]];
  /** How the number of windows is rounded; down where not given. */
  readonly rounding?: "floor" | "round" | "ceil";
}

/** Output extent and padding before, of one axis: TensorFlow's "same" and "valid", or explicit symmetric padding. */
export function axis(
  inputs: number,
  taps: number,
  stride: number,
  dilation: number,
  pad: Windows["pad"] | readonly [number, number],
  rounding: NonNullable<Windows["rounding"]> = "floor",
) {
  const reach = (taps - 1) * dilation + 1;
  if (pad === "same") {
    const outputs = Math.ceil(inputs / stride);
    return { outputs, before: Math.floor(Math.max(0, (outputs - 1) * stride + reach - inputs) / 2) };
  }
  const [before, after] = pad === "valid" ? [0, 0] : typeof pad === "number" ? [pad, pad] : pad;
  return { outputs: Math[rounding]((inputs + before + after - reach) / stride) + 1, before };
}

/** Visits every (output position, tap) whose input lies inside: n, y, x of input; oy, ox; r, s. */
export function visit(
  [batch, height, width]: readonly number[],
  [kh, kw]: readonly number[],
  windows: Windows,
  f: (n: number, y: number, x: number, oy: number, ox: number, r: number, s: number) => void,
): { height: number; width: number } {
  const { stride, dilation = [1, 1], pad, pairs, rounding } = windows;
  const v = axis(height!, kh!, stride[0], dilation[0], pairs?.[0] ?? pad, rounding);
  const h = axis(width!, kw!, stride[1], dilation[1], pairs?.[1] ?? pad, rounding);
  for (let n = 0; n < batch!; n++)
    for (let oy = 0; oy < v.outputs; oy++)
      for (let ox = 0; ox < h.outputs; ox++)
        for (let r = 0; r < kh!; r++)
          for (let s = 0; s < kw!; s++) {
            const y = oy * stride[0] + r * dilation[0] - v.before;
            const x = ox * stride[1] + s * dilation[1] - h.before;
            if (y >= 0 && y < height! && x >= 0 && x < width!) f(n, y, x, oy, ox, r, s);
          }
  return { height: v.outputs, width: h.outputs };
}

function outputSize(
  input: readonly number[],
  [kh, kw]: readonly number[],
  { stride, dilation = [1, 1], pad, pairs, rounding }: Windows,
) {
  const height = axis(input[1]!, kh!, stride[0], dilation[0], pairs?.[0] ?? pad, rounding).outputs;
  return { height, width: axis(input[2]!, kw!, stride[1], dilation[1], pairs?.[1] ?? pad, rounding).outputs };
}

/** y[n, oy, ox, o] = Σ x[n, y, x, c]·w[r, s, c, o]; depthwise: y[…, c·M + m] = Σ x[…, c]·w[r, s, c, m]. */
export function convolve(
  x: Float64Array,
  xShape: Shape4,
  w: Float64Array,
  wShape: Shape4,
  windows: Windows,
  depthwise = false,
) {
  const [, height, width, channels] = xShape;
  const [, kw, , last] = wShape;
  const out = outputSize(xShape, wShape, windows);
  const outChannels = depthwise ? channels * last : last;
  const y = new Float64Array(xShape[0] * out.height * out.width * outChannels);
  visit(xShape, wShape, windows, (n, iy, ix, oy, ox, r, s) => {
    for (let c = 0; c < channels; c++) {
      const value = x[((n * height + iy) * width + ix) * channels + c]!;
      for (let o = 0; o < last; o++) {
        const to = ((n * out.height + oy) * out.width + ox) * outChannels + (depthwise ? c * last + o : o);
        y[to]! += value * w[((r * kw + s) * channels + c) * last + o]!;
      }
    }
  });
  return y;
}

/** Average or maximum of each window's inputs that lie inside the picture. */
export function pool(
  x: Float64Array,
  xShape: Shape4,
  filter: readonly [number, number],
  windows: Windows,
  kind: "average" | "max",
) {
  const [batch, height, width, channels] = xShape;
  const out = outputSize(xShape, filter, windows);
  const size = batch * out.height * out.width * channels;
  const y = new Float64Array(size).fill(kind === "max" ? Number.NEGATIVE_INFINITY : 0);
  const counts = new Float64Array(size);
  visit(xShape, filter, windows, (n, iy, ix, oy, ox) => {
    for (let c = 0; c < channels; c++) {
      const to = ((n * out.height + oy) * out.width + ox) * channels + c;
      const value = x[((n * height + iy) * width + ix) * channels + c]!;
      y[to] = kind === "max" ? Math.max(y[to]!, value) : y[to]! + value;
      counts[to]!++;
    }
  });
  return kind === "max" ? y : y.map((sum, i) => sum / counts[i]!);
}

/** C = op(A)·op(B) of one pair of matrices. */
export function multiply(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  m: number,
  k: number,
  n: number,
  ta: boolean,
  tb: boolean,
) {
  return Float64Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let l = 0; l < k; l++) sum += a[ta ? l * m + i : i * k + l]! * b[tb ? j * k + l : l * n + j]!;
    return sum;
  });
}

/** erf(x) = 2/√π · Σ (−1)ⁿ x²ⁿ⁺¹ / (n!·(2n + 1)), to machine precision for |x| ≤ 2.5. */
export function erf(x: number): number {
  if (Math.abs(x) > 2.5) return Math.sign(x) * (1 - tailOfErf(Math.abs(x)));
  let [term, sum] = [x, x];
  for (let n = 1; n < 80; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** 1 − erf(x) for large x: a continued fraction (Abramowitz & Stegun, 7.1.14). */
function tailOfErf(x: number): number {
  let fraction = x;
  for (let n = 60; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI));
}

/** The place of each value in the sorted order: distinct integers. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((p, q) => values[p]! - values[q]!);
  const places = new Array<number>(values.length);
  order.forEach((index, place) => {
    places[index] = place;
  });
  return places;
}
