import type { CodedFrame, Rounding, Video } from "@cvar/bitstream";
import { type Accumulated, createAccumulator, framesFor, type RuleName } from "./accumulator.js";
import { FrameNotFoundError } from "./errors.js";

/** One frame traced back to its I-frame, in whole numbers: what `cvar motion --accumulated` writes. */
export interface TracedFrame {
  /** Display index of the I-frame. */
  readonly origin: number;
  readonly width: number;
  readonly height: number;
  /** The frame itself. */
  readonly frame: CodedFrame;
  /** Π rounded to whole pixels, `[height, width, 2]` as (x, y). */
  readonly mv: Int16Array;
  /** Δ of luma, `[height, width]`. */
  readonly residualY: Int16Array;
  /** Δ, `[height, width, 3]`, in the colour asked for. */
  readonly residual: Int16Array;
  /** Π as it is: pixels with their fractions. */
  readonly motion: Float32Array;
}

export interface TraceOptions {
  /** Of {@link TracedFrame.residual}. Default `"rgb"`. */
  readonly colour?: "ycbcr" | "rgb";
  /** Rule `"coviar"`: how pictures are decoded. Default `"standard"` (see {@link framesFor}). */
  readonly rounding?: Rounding;
  readonly signal?: AbortSignal;
}

/**
 * Traces one frame back to its I-frame; decodes nothing but its group of pictures up to it, and the group before where it is one of
 * the first B-frames of an open group, which refer to both. An I-frame's motion and residual are zero.
 * @param frameIndex  decode index, from 0
 * @throws FrameNotFoundError if the video has no such frame; FrameOrderError if the rule does not trace frames of its type;
 *   MissingReferenceError if it refers to a frame that is not there; the decoder's errors
 */
export async function traceToFrame(
  video: Video,
  frameIndex: number,
  rule: RuleName = "paper",
  options: TraceOptions = {},
): Promise<TracedFrame> {
  const gops = await video.gops();
  const gop = gops.findIndex((g) => frameIndex >= g.firstFrame && frameIndex < g.firstFrame + g.frameCount);
  if (gop < 0) throw new FrameNotFoundError(`the video has no frame with decode index ${frameIndex}`);
  const firstFrame = (g: number) => gops[g]!.firstFrame;
  const traced = await traceFrom(video, firstFrame(gop), frameIndex, rule, options, gop > 0);
  if (traced !== "leads") return traced;
  return (await traceFrom(video, firstFrame(gop - 1), frameIndex, rule, options, false)) as TracedFrame;
}

/** @param mayLead  true: "leads" is returned for a frame that is displayed before the I-frame that reading began with */
async function traceFrom(
  video: Video,
  from: number,
  frameIndex: number,
  rule: RuleName,
  options: TraceOptions,
  mayLead: boolean,
): Promise<TracedFrame | "leads"> {
  const { width, height } = video;
  const { colour = "rgb", rounding, signal } = options;
  const accumulator = createAccumulator({ width, height, rule, colour, reuse: true });
  let origin: CodedFrame | null = null;
  const range = { from, to: frameIndex + 1, ...(signal && { signal }) };
  const how = { ...framesFor(rule), ...(rule === "coviar" && rounding && { rounding }) };
  for await (const frame of video.frames({ ...range, ...how })) {
    const last = frame.decodeIndex === frameIndex;
    if (frame.type === "I") {
      accumulator.start(frame);
      origin ??= frame;
      if (last) return zeros(frame, width, height);
    } else if (last && mayLead && origin !== null && frame.displayIndex < origin.displayIndex) {
      return "leads";
    } else if (last || (frame.reference && (rule === "paper" || (rule === "coviar" && frame.type === "P")))) {
      const accumulated = accumulator.push(frame);
      if (last) return wholeNumbers(frame, accumulated);
    }
  }
  throw new FrameNotFoundError(`frame ${frameIndex} could not be decoded`);
}

/** Of an accumulator that uses its arrays again. */
function wholeNumbers(frame: CodedFrame, accumulated: Accumulated): TracedFrame {
  const { width, height, origin, planes, residual } = accumulated;
  const motion = accumulated.motion.slice();
  const mv = Int16Array.from(motion, nearestBelow);
  return { width, height, origin, frame, motion, mv, residualY: planes!.y.slice(), residual };
}

/** Halves go down, so that i − mv is the pixel nearest to i − Π as `reconstruct` takes it (halves up). */
function nearestBelow(value: number): number {
  return Math.ceil(value - 0.5);
}

function zeros(frame: CodedFrame, width: number, height: number): TracedFrame {
  const array = (channels: number) => new Int16Array(width * height * channels);
  const motion = new Float32Array(width * height * 2);
  return {
    width,
    height,
    origin: frame.displayIndex,
    frame,
    motion,
    mv: array(2),
    residualY: array(1),
    residual: array(3),
  };
}
