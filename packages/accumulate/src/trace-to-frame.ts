import type { CodedFrame, Video } from "@cvar/bitstream";
import { type Accumulated, createAccumulator, framesFor, type RuleName } from "./accumulator.js";
import { FrameNotFoundError } from "./errors.js";

/** One frame traced back to its I-frame, in whole numbers: what `cvar motion --accumulated` writes. */
export interface TracedFrame {
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
  readonly signal?: AbortSignal;
}

/**
 * Traces one frame back to the I-frame of its group of pictures; decodes nothing but the frames between. An I-frame's motion
 * and residual are zero.
 * @param frameIndex  decode index, from 0
 * @throws FrameNotFoundError if the video has no such frame, or if it is a B-frame; the decoder's errors
 */
export async function traceToFrame(
  video: Video,
  frameIndex: number,
  rule: RuleName = "paper",
  options: TraceOptions = {},
): Promise<TracedFrame> {
  const gop = (await video.gops()).find((g) => frameIndex >= g.firstFrame && frameIndex < g.firstFrame + g.frameCount);
  if (gop === undefined) throw new FrameNotFoundError(`the video has no frame with decode index ${frameIndex}`);
  const { width, height } = video;
  const accumulator = createAccumulator({ width, height, rule, colour: options.colour ?? "rgb" });
  const range = { from: gop.firstFrame, to: frameIndex + 1, ...(options.signal && { signal: options.signal }) };
  for await (const frame of video.frames({ ...range, ...framesFor(rule) })) {
    const last = frame.decodeIndex === frameIndex;
    if (frame.type === "I") {
      accumulator.start(frame);
      if (last) return zeros(frame, width, height);
    } else if (frame.type === "P") {
      const accumulated = accumulator.push(frame);
      if (last) return wholeNumbers(frame, accumulated);
    } else if (last) {
      throw new FrameNotFoundError(`frame ${frameIndex} is a B-frame: it has no trace to one I-frame yet`);
    }
  }
  throw new FrameNotFoundError(`frame ${frameIndex} could not be decoded`);
}

function wholeNumbers(frame: CodedFrame, accumulated: Accumulated): TracedFrame {
  const { width, height, motion, planes, residual } = accumulated;
  return { width, height, frame, motion, mv: Int16Array.from(motion, nearestBelow), residualY: planes!.y, residual };
}

/** Halves go down, so that i − mv is the pixel nearest to i − Π as `reconstruct` takes it (halves up). */
function nearestBelow(value: number): number {
  return Math.ceil(value - 0.5);
}

function zeros(frame: CodedFrame, width: number, height: number): TracedFrame {
  const array = (channels: number) => new Int16Array(width * height * channels);
  const motion = new Float32Array(width * height * 2);
  return { width, height, frame, motion, mv: array(2), residualY: array(1), residual: array(3) };
}
