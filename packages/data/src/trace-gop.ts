import { type Accumulated, type Accumulator, framesFor, type RuleName } from "@cvar/accumulate";
import type { CodedFrame, FrameOptions, Gop, Picture, Video } from "@cvar/bitstream";
import { NoTripletError } from "./errors.js";
import type { Modality } from "./triplet.js";

/** What is read of a group of pictures. */
export interface GopRequest {
  readonly gop: Gop;
  /** Positions whose traces are needed; none, or 0 alone: the I-frame. */
  readonly positions: ReadonlySet<number>;
  /** Whether B-frames may be among them. */
  readonly bFrames: boolean;
  readonly modalities: readonly Modality[];
  readonly rule: RuleName;
  /** Whether whole pictures are wanted. */
  readonly flow: boolean;
  readonly signal?: AbortSignal;
}

/** Takes what a group gives, in order; pictures and traces hold during the call only. */
export interface GopVisitor {
  /** The I-frame. */
  image(picture: Picture): void;
  /**
   * The trace that stands for the positions `from` ≤ p < `to`: that of the frame at `from`, and, where the frames after it were
   * passed over, of those. Null: no frame has been traced yet, motion and residual are zero.
   */
  trace(trace: Accumulated | null, from: number, to: number): void;
  /** Each frame of the group with its picture, where they are wanted. */
  picture?(frame: CodedFrame, position: number): void;
}

/**
 * Decodes a group of pictures up to the last frame that is needed, and no further than its modalities need, and traces it.
 * @param accumulator  null where nothing is traced
 * @throws NoTripletError if the group's I-frame cannot be found; the decoder's errors; the signal's reason
 */
export async function traceGop(
  video: Video,
  request: GopRequest,
  accumulator: Accumulator | null,
  visitor: GopVisitor,
): Promise<void> {
  const { gop, positions, modalities } = request;
  const last = Math.max(0, ...positions);
  let intra: CodedFrame | null = null;
  let latest: Accumulated | null = null;
  let from = 0;
  const passOn = (to: number) => {
    if (to > from) visitor.trace(latest, from, to);
    from = Math.max(from, to);
  };
  for await (const frame of video.frames(frameOptions(request, last))) {
    const position = frame.decodeIndex - gop.firstFrame;
    passOn(position);
    // Behind the first, I-frames that are no key frames are traced as frames of intra blocks.
    if (frame.type === "I" && (intra === null || frame.keyFrame)) {
      if (intra === null && modalities.includes("image") && frame.picture !== null) visitor.image(frame.picture);
      intra ??= frame;
      accumulator?.start(frame);
      latest = null;
    } else if (intra !== null && accumulator !== null && isNeeded(frame, position)) {
      latest = accumulator.push(frame);
    }
    const shown = intra === frame || (intra !== null && frame.displayIndex > intra.displayIndex);
    if (request.flow && shown && frame.picture !== null) visitor.picture?.(frame, position);
  }
  if (intra === null) throw new NoTripletError(`the group of pictures at frame ${gop.firstFrame} has no I-frame`);
  passOn(last + 1);

  /**
   * B-frames that nothing refers to, and without accumulation all frames, are taken only where they are asked for; B-frames before the
   * I-frame are another group's.
   */
  function isNeeded({ type, reference, displayIndex }: CodedFrame, position: number): boolean {
    const leads = reference && request.rule !== "none" && (request.rule !== "coviar" || type !== "B");
    return (leads || positions.has(position)) && displayIndex > intra!.displayIndex;
  }
}

/** No further than the modalities need: the I-frame alone, vectors alone, or everything up to the last position. */
function frameOptions({ gop, bFrames, modalities, rule, flow, signal }: GopRequest, last: number): FrameOptions {
  const range = {
    // Each frame is traced before the next is read: nothing outlives its turn.
    arrays: "borrowed" as const,
    bFrames,
    from: gop.firstFrame,
    to: gop.firstFrame + last + 1,
    ...(signal && { signal }),
  };
  if (flow && last > 0) return { ...range, ...framesFor(rule), output: "pictures" };
  if (modalities.includes("residual") && last > 0) return { ...range, ...framesFor(rule) };
  return { ...range, output: modalities.includes("image") ? "compressed" : "motion", residual: "none" };
}
