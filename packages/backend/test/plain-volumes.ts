/** Windowed operations over volumes as plain loops over double-precision arrays, written from their definitions; NDHWC. */

import { axis, type Windows } from "./plain-loops.js";

/** Depth, height, width. */
export type Triple = readonly [number, number, number];

/** Shape of a batch of volumes, or of a filter. */
export type Shape5 = readonly [number, number, number, number, number];

/** Geometry of a windowed operation over volumes. */
export interface VolumeWindows {
  readonly stride: Triple;
  readonly dilation?: Triple;
  readonly pad: Windows["pad"];
}

/** Extents of the output. */
export function outputVolume(input: readonly number[], filter: readonly number[], windows: VolumeWindows): Triple {
  const extent = (i: 0 | 1 | 2) =>
    axis(input[i + 1]!, filter[i]!, windows.stride[i], windows.dilation?.[i] ?? 1, windows.pad).outputs;
  return [extent(0), extent(1), extent(2)];
}

/** Visits every (output position, tap) whose input lies inside, as offsets of [n, z, y, x], [n, oz, oy, ox] and [q, r, s]. */
export function visitVolume(
  input: readonly number[],
  filter: readonly number[],
  windows: VolumeWindows,
  f: (from: number, to: number, tap: number) => void,
): void {
  const [batch, ...inner] = input as Shape5;
  const [depth, height, width] = inner;
  const outputs = outputVolume(input, filter, windows);
  const place = (i: 0 | 1 | 2, o: number, k: number) => {
    const { before } = axis(input[i + 1]!, filter[i]!, windows.stride[i], windows.dilation?.[i] ?? 1, windows.pad);
    return o * windows.stride[i] + k * (windows.dilation?.[i] ?? 1) - before;
  };
  for (let n = 0; n < batch; n++)
    for (let o = 0; o < outputs[0] * outputs[1] * outputs[2]; o++)
      for (let k = 0; k < filter[0]! * filter[1]! * filter[2]!; k++) {
        const z = place(0, Math.floor(o / (outputs[1] * outputs[2])), Math.floor(k / (filter[1]! * filter[2]!)));
        const y = place(1, Math.floor(o / outputs[2]) % outputs[1], Math.floor(k / filter[2]!) % filter[1]!);
        const x = place(2, o % outputs[2], k % filter[2]!);
        if (z < 0 || z >= depth || y < 0 || y >= height || x < 0 || x >= width) continue;
        f(((n * depth + z) * height + y) * width + x, n * outputs[0] * outputs[1] * outputs[2] + o, k);
      }
}

/** y[n, oz, oy, ox, o] = Σ x[n, z, y, x, c]·w[q, r, s, c, o]. */
export function convolveVolume(
  x: Float64Array,
  xShape: Shape5,
  w: Float64Array,
  wShape: Shape5,
  windows: VolumeWindows,
) {
  const [channels, out] = [wShape[3], wShape[4]];
  const extents = outputVolume(xShape, wShape, windows);
  const y = new Float64Array(xShape[0] * extents[0] * extents[1] * extents[2] * out);
  visitVolume(xShape, wShape, windows, (from, to, tap) => {
    for (let c = 0; c < channels; c++)
      for (let o = 0; o < out; o++) y[to * out + o]! += x[from * channels + c]! * w[(tap * channels + c) * out + o]!;
  });
  return y;
}

/** Average or maximum of each window's inputs that lie inside the volume. */
export function poolVolume(
  x: Float64Array,
  xShape: Shape5,
  filter: Triple,
  windows: VolumeWindows,
  kind: "average" | "max",
) {
  const channels = xShape[4];
  const extents = outputVolume(xShape, filter, windows);
  const size = xShape[0] * extents[0] * extents[1] * extents[2] * channels;
  const y = new Float64Array(size).fill(kind === "max" ? Number.NEGATIVE_INFINITY : 0);
  const counts = new Float64Array(size);
  visitVolume(xShape, filter, windows, (from, to) => {
    for (let c = 0; c < channels; c++) {
      const at = to * channels + c;
      const value = x[from * channels + c]!;
      y[at] = kind === "max" ? Math.max(y[at]!, value) : y[at]! + value;
      counts[at]!++;
    }
  });
  return kind === "max" ? y : y.map((sum, i) => sum / counts[i]!);
}
