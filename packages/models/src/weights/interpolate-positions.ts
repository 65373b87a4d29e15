/** How a value between grid points is made. */
export type Interpolation = "bilinear" | "bicubic";

/** Rows of a position encoding: `tokens` rows that are no grid, then `grids` grids of side × side rows. */
export interface PositionRows {
  readonly tokens: number;
  readonly grids: number;
}

/** Sharpness of the cubic kernel (Keys 1981), as PyTorch's `interpolate` has it. */
const CUBIC_A = -0.75;

/** Side of the square grids in `rows` rows; null if they are no such grids. */
export function gridSideOf(rows: number, { tokens, grids }: PositionRows): number | null {
  const side = Math.sqrt((rows - tokens) / grids);
  return Number.isSafeInteger(side) && side > 0 ? side : null;
}

/**
 * Position encodings for another grid: each grid resampled as PyTorch's `interpolate(…, align_corners=False)` does it
 * (centres at half a step, edges repeated, no antialiasing), rows that are no grid copied.
 *
 * @param values  [tokens + grids·from², features]
 * @param from  side of the grids there
 * @param to  side of the grids wanted
 * @returns [tokens + grids·to², features]
 */
export function interpolatePositions(
  values: Float32Array,
  { tokens, grids }: PositionRows,
  from: number,
  to: number,
  how: Interpolation,
): Float32Array {
  const features = values.length / (tokens + grids * from * from);
  const result = new Float32Array((tokens + grids * to * to) * features);
  result.set(values.subarray(0, tokens * features));
  const taps = Array.from({ length: to }, (_, at) => tapsAt(((at + 0.5) * from) / to - 0.5, from, how));
  for (let grid = 0; grid < grids; grid++) {
    const read = (tokens + grid * from * from) * features;
    const write = (tokens + grid * to * to) * features;
    for (let y = 0; y < to; y++) {
      for (let x = 0; x < to; x++) {
        const row = write + (y * to + x) * features;
        for (const [sy, wy] of taps[y]!) {
          for (const [sx, wx] of taps[x]!) {
            const source = read + (sy * from + sx) * features;
            const weight = wy * wx;
            for (let f = 0; f < features; f++) result[row + f]! += weight * values[source + f]!;
          }
        }
      }
    }
  }
  return result;
}

/** Grid points and their weights for a value at `position`. */
function tapsAt(position: number, length: number, how: Interpolation): [number, number][] {
  const at = how === "bilinear" ? Math.max(position, 0) : position;
  const first = Math.floor(at);
  const t = at - first;
  const weights = how === "bilinear" ? [1 - t, t] : [t + 1, t, 1 - t, 2 - t].map(cubic);
  const start = how === "bilinear" ? first : first - 1;
  return weights.map((weight, k) => [Math.min(Math.max(start + k, 0), length - 1), weight]);
}

/** Keys' cubic convolution kernel at a distance in [0, 2]. */
function cubic(distance: number): number {
  if (distance <= 1) return ((CUBIC_A + 2) * distance - (CUBIC_A + 3)) * distance * distance + 1;
  return ((CUBIC_A * distance - 5 * CUBIC_A) * distance + 8 * CUBIC_A) * distance - 4 * CUBIC_A;
}
