import type { MotionField, Planes } from "@cvar/bitstream";
import { denseMotion } from "./dense-motion.js";
import { FrameOrderError, MissingDataError } from "./errors.js";
import type { FrameTracer } from "./frame-tracer.js";
import { copyPlanes, type TraceMemory } from "./trace-memory.js";

/**
 * No tracing: each frame's vectors and residual as they are coded, relative to the frames that it refers to (Huo et al., Eq. 1;
 * Das Biswas et al., Table 4d, without accumulation).
 *
 * - motion goes forwards in time: −v of a prediction from an earlier frame, +v of one from a later frame, the mean of both where a
 *   block has both; it is not divided by the distance to the frame referred to;
 * - an intra block was not predicted: it has neither motion nor residual.
 *
 * Frames may be left out and come in any order. Needs `output: "compressed"`; without residuals `"motion"` is enough.
 */
export function createUntracedFrames(memory: TraceMemory): FrameTracer {
  const state = memory.newState();
  const { width, height } = memory;
  let origin = -1;
  return {
    start(frame) {
      origin = frame.displayIndex;
    },
    push({ type, motion, residual, decodeIndex, displayIndex }) {
      if (type === "I")
        throw new FrameOrderError(`frame ${decodeIndex} is an I-frame: it begins a group of pictures (start)`);
      if (motion === null) throw new MissingDataError("motion", "compressed", decodeIndex);
      state.motion.set(forwardMotion(motion, displayIndex, width, height));
      if (state.residual === null) return { state, origin };
      if (residual === null) throw new MissingDataError("residual", "compressed", decodeIndex);
      copyPlanes(residual, state.residual);
      clearIntraBlocks(state.residual, motion);
      return { state, origin };
    },
  };
}

/** Motion of a frame's pixels forwards in time, `[height, width, 2]` as (x, y), pixels. */
function forwardMotion(field: MotionField, displayIndex: number, width: number, height: number): Float32Array {
  const first = denseMotion(field, width, height, 0);
  const { blockSize, columns, references, lists } = field;
  if (lists === 1 && references.every((reference) => reference <= displayIndex)) return first;
  const second = denseMotion(field, width, height, 1);
  /** By which the motion from the frame referred to counts: 0 where there is none, −1 where it lies ahead. */
  const share = (block: number, list: 0 | 1) => {
    const reference = list < lists ? references[lists * block + list]! : -1;
    return reference < 0 ? 0 : reference > displayIndex ? -1 : 1;
  };
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(y / blockSize) * columns;
    for (let x = 0; x < width; x++, at += 2) {
      const block = row + Math.floor(x / blockSize);
      const [a, b] = [share(block, 0), share(block, 1)];
      const count = Math.max(1, Math.abs(a) + Math.abs(b));
      first[at] = (a * first[at]! + b * second[at]!) / count;
      first[at + 1] = (a * first[at + 1]! + b * second[at + 1]!) / count;
    }
  }
  return first;
}

function clearIntraBlocks(
  { y, cb, cr, width, height, chromaWidth, chromaHeight }: Planes<Int16Array>,
  field: MotionField,
): void {
  const { blockSize, columns, intra } = field;
  for (const [block, coded] of intra.entries()) {
    if (coded === 0) continue;
    const [left, top] = [(block % columns) * blockSize, Math.floor(block / columns) * blockSize];
    clear(y, width, height, left, top, blockSize);
    clear(cb, chromaWidth, chromaHeight, left / 2, top / 2, blockSize / 2);
    clear(cr, chromaWidth, chromaHeight, left / 2, top / 2, blockSize / 2);
  }
}

function clear(plane: Int16Array, width: number, height: number, left: number, top: number, side: number): void {
  const right = Math.min(left + side, width);
  for (let y = top; y < Math.min(top + side, height); y++)
    if (left < right) plane.fill(0, y * width + left, y * width + right);
}
