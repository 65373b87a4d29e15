import type { MotionField, Planes } from "@cvar/bitstream";
import { FrameOrderError, LimitExceededError, MissingDataError } from "./errors.js";
import type { FrameTracer } from "./frame-tracer.js";
import { copyPlanes, type TraceMemory } from "./trace-memory.js";
import type { TraceState } from "./trace-state.js";
import { wholeDisplacements } from "./whole-displacements.js";

/** Places in a picture are kept as pairs of 16 bits. */
const maximumSide = 2 ** 15 - 1;

/**
 * CoViAR's loader (Wu et al., "Compressed Video Action Recognition", 2018), value by value: in each P-frame every block whose
 * displacement in whole pixels (truncated towards zero) is not zero takes over the trace of its source pixels, where both ends
 * lie in the picture. All other pixels, those of intra blocks too, keep their trace. Π = i − trace, Δ = decoded − I_0 at the trace.
 *
 * Chroma is taken at its own resolution, at the halved trace of the even luma pixels (CoViAR itself subtracts BGR pictures).
 * A push moves the trace; Π and Δ are made of it when they are read.
 *
 * Needs `output: "pictures"`; without residuals `"motion"` is enough.
 * @throws LimitExceededError
 */
export function createCoviarTracer(memory: TraceMemory): FrameTracer {
  const { kernels, width, height } = memory;
  if (Math.max(width, height) > maximumSide)
    throw new LimitExceededError("pixels per side", Math.max(width, height), maximumSide);
  let [current, spare] = [memory.take(width * height * 4), memory.take(width * height * 4)];
  let blocks = { at: 0, bytes: 0 };
  const result = memory.newState();
  const still = result.residual && memory.newPicture();
  const picture = result.residual && memory.newPicture();
  /** What of the result is still to be made. */
  let stale = { motion: true, luma: true, chroma: true };
  let origin = -1;

  const state: TraceState = {
    ...{ width, height },
    get motion() {
      if (stale.motion) kernels.coviarMotion(current, result.motion.byteOffset, width, height);
      stale.motion = false;
      return result.motion;
    },
    residual: result.residual && lazily(result.residual),
  };

  function lazily(planes: Planes<Int16Array>): Planes<Int16Array> {
    const { chromaWidth, chromaHeight } = planes;
    const arrays = (name: "y" | "cb" | "cr") =>
      [current, picture![name].byteOffset, still![name].byteOffset, planes[name].byteOffset] as const;
    const chroma = () => {
      if (!stale.chroma) return;
      for (const name of ["cb", "cr"] as const) kernels.coviarChroma(...arrays(name), width, chromaWidth, chromaHeight);
      stale.chroma = false;
    };
    return {
      ...{ width, height, chromaWidth, chromaHeight },
      get y() {
        if (stale.luma) kernels.coviarLuma(...arrays("y"), width, height);
        stale.luma = false;
        return planes.y;
      },
      get cb() {
        chroma();
        return planes.cb;
      },
      get cr() {
        chroma();
        return planes.cr;
      },
    };
  }

  function place(field: MotionField): number {
    const displacements = wholeDisplacements(field);
    const { byteLength: bytes } = displacements;
    if (bytes > blocks.bytes) blocks = { at: memory.take(bytes), bytes };
    new Int16Array(kernels.memory.buffer, blocks.at, displacements.length).set(displacements);
    return blocks.at;
  }

  return {
    start(frame) {
      if (still !== null && frame.picture !== null) copyPlanes(frame.picture, still);
      origin = frame.displayIndex;
      kernels.coviarStart(current, width, height);
    },
    push(frame) {
      const { motion, decodeIndex, type } = frame;
      if (type !== "P")
        throw new FrameOrderError(`frame ${decodeIndex} is a ${type}-frame: rule "coviar" traces P-frames only`);
      if (motion === null) throw new MissingDataError("motion", "pictures", decodeIndex);
      if (picture !== null && frame.picture === null) throw new MissingDataError("picture", "pictures", decodeIndex);
      const { columns, rows, blockSize } = motion;
      const moved = kernels.coviarMove(current, spare, width, height, place(motion), columns, rows, blockSize);
      if (moved) [current, spare] = [spare, current];
      if (picture !== null) copyPlanes(frame.picture!, picture);
      stale = { motion: true, luma: true, chroma: true };
      return { state, origin };
    },
  };
}
