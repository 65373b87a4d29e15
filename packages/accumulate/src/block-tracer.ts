import type { GlobalMotion, MotionField } from "@cvar/bitstream";
import { FrameOrderError, MissingDataError, ShapeMismatchError } from "./errors.js";
import { hasFields } from "./field-blocks.js";
import type { FrameTracer } from "./frame-tracer.js";
import { anchorsOf, numbering, type PaperOptions } from "./paper-rule.js";
import { distance, type Kept, ReferenceStates } from "./reference-states.js";
import { GLOBAL, lumaGrid, NONE, type VectorGrid } from "./vector-grids.js";

/** Π of each block, `[rows, columns, 2]` in pixels, in the first values; there is room for blocks of 4×4. */
type BlockStates = Kept<Float32Array, null>;

/**
 * The rule `"paper"` for one point per block, its centre c: with s = c + v clamped to the frame, Π_t(c) = c − s + Π_r(b), b the block
 * of the frame referred to that s lies in. Two predictions are joined as pixels' are; a field-predicted block moves by the mean of
 * its fields. No residual: a block's pixels come from several blocks.
 *
 * Needs `output: "motion"`.
 */
export function createBlockTracer(width: number, height: number, options: PaperOptions): FrameTracer {
  const most = 16 * Math.ceil(width / 16) * Math.ceil(height / 16);
  const states = new ReferenceStates<Float32Array, null>(
    {
      make: () => new Float32Array(2 * most),
      reset: (state) => state.fill(0),
      rebase: (_from, _old, to) => to.fill(0),
    },
    options.missingReferences,
  );
  if (options.references !== null) states.limit = options.references;
  return {
    start: (frame) => states.start(frame.displayIndex, frame.keyFrame, () => null),
    push(frame) {
      const { motion, decodeIndex } = frame;
      if (frame.type === "I")
        throw new FrameOrderError(`frame ${decodeIndex} is an I-frame: it begins a group of pictures (start)`);
      const origin = states.originOf(frame);
      if (origin === null) throw new FrameOrderError(`frame ${decodeIndex} came before any I-frame`);
      if (motion === null) throw new MissingDataError("motion", "motion", decodeIndex);
      const { columns, rows, blockSize } = motion;
      if (columns * rows > most) throw new ShapeMismatchError("blocks", [most], [rows, columns]);
      states.limit = options.references ?? anchorsOf(motion);
      const names: number[] = [];
      const grid = meanOfFields(motion, numbering(names));
      const used = states.find(frame, origin, names);
      const state = states.target(frame, used);
      const distances = used.map((kept) => distance(kept, frame.displayIndex));
      traceBlocks(grid, motion.globalMotion, used, distances, { width, height }, state);
      states.add(frame, origin);
      const traced = { width, height, motion: state.subarray(0, 2 * columns * rows), residual: null };
      return { state: traced, origin: origin.displayIndex, grid: { columns, rows, blockSize } };
    },
  };
}

function meanOfFields(field: MotionField, numberOf: (displayIndex: number) => number): VectorGrid {
  const top = lumaGrid(field, numberOf, 0);
  if (!hasFields(field)) return top;
  const bottom = lumaGrid(field, numberOf, 1);
  const mean = (a: Float32Array, b: Float32Array) => a.map((value, k) => (value + b[k]!) / 2);
  const second = top.second && bottom.second && mean(top.second, bottom.second);
  return { ...top, vectors: mean(top.vectors, bottom.vectors), second };
}

function traceBlocks(
  { columns, rows, blockSize, vectors, second, sources }: VectorGrid,
  globalMotion: GlobalMotion | undefined,
  used: readonly BlockStates[],
  distances: readonly number[],
  { width, height }: { width: number; height: number },
  to: Float32Array,
): void {
  const centre = (block: number, size: number) => Math.min(block * blockSize + (blockSize - 1) / 2, size - 1);
  /** Π along one prediction, at `place` in `out`. */
  const follow = (
    from: Float32Array,
    cx: number,
    cy: number,
    x: number,
    y: number,
    out: Float32Array,
    place: number,
  ) => {
    const sx = Math.min(Math.max(x, 0), width - 1);
    const sy = Math.min(Math.max(y, 0), height - 1);
    const block = Math.floor((sy + 0.5) / blockSize) * columns + Math.floor((sx + 0.5) / blockSize);
    out[place] = cx - sx + from[2 * block]!;
    out[place + 1] = cy - sy + from[2 * block + 1]!;
  };
  const other = new Float32Array(2);
  for (let row = 0, k = 0; row < rows; row++) {
    const cy = centre(row, height);
    for (let column = 0; column < columns; column++, k += 2) {
      const [a, b] = [sources[k]!, sources[k + 1]!];
      const cx = centre(column, width);
      if (a === NONE) {
        to[k] = to[k + 1] = 0;
        continue;
      }
      if (b === GLOBAL) {
        const [x, y] = warped(globalMotion!, cx, cy);
        follow(used[a]!.state, cx, cy, x, y, to, k);
        continue;
      }
      follow(used[a]!.state, cx, cy, cx + vectors[k]!, cy + vectors[k + 1]!, to, k);
      if (b === NONE) continue;
      follow(used[b]!.state, cx, cy, cx + second![k]!, cy + second![k + 1]!, other, 0);
      const agree = Math.abs(to[k]! - other[0]!) <= 1 && Math.abs(to[k + 1]! - other[1]!) <= 1;
      if (agree) {
        to[k] = (to[k]! + other[0]!) / 2;
        to[k + 1] = (to[k + 1]! + other[1]!) / 2;
      } else if (distances[a]! > distances[b]!) to.set(other, k);
    }
  }
}

/** Where global motion takes a point from (`assembly/warp.ts`). */
function warped({ translation, accuracy, offset, right, down }: GlobalMotion, x: number, y: number): [number, number] {
  const unit = 2 ** (1 + accuracy);
  if (translation) return [x + offset[0] / unit, y + offset[1] / unit];
  const along = (axis: 0 | 1) => Math.floor((offset[axis] + right[axis] * x + down[axis] * y) / 2 ** 16) / unit;
  return [along(0), along(1)];
}
