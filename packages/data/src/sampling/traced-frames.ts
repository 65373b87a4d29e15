import type { FrameType, Gop, Video } from "@cvar/bitstream";
import { InvalidOptionError } from "../errors.js";
import { allFollowing } from "./sampler.js";

/** Which frames motion and residual are read at. */
export type TracedFrames = "P" | "B" | "P+B";

export const tracedFrames: readonly TracedFrames[] = ["P", "B", "P+B"];

/** What a header says of a frame, in decode order. */
export interface FrameFacts {
  readonly type: FrameType;
  readonly displayIndex: number;
}

/**
 * Positions of the frames that may be traced, ascending: those of the types asked for, without the B-frames at the head of an
 * open group, which are displayed before its I-frame and belong to the motion of the group before.
 * @param frames  a group's frames in decode order, its I-frame first
 */
export function tracedPositions(frames: readonly FrameFacts[], which: TracedFrames): number[] {
  const first = frames[0]?.displayIndex ?? 0;
  return frames.flatMap(({ type, displayIndex }, position) =>
    type !== "I" && which.includes(type) && displayIndex > first ? [position] : [],
  );
}

/**
 * {@link tracedPositions} of a group of a video. Reads its picture headers, where the stream's profile leaves B-frames possible.
 * @throws InvalidOptionError for B-frames of a video that cannot have any
 */
export async function readTracedPositions(
  video: Video,
  gop: Gop,
  which: TracedFrames,
  signal?: AbortSignal,
): Promise<number[]> {
  if (!canHaveBFrames(video)) {
    if (which !== "B") return allFollowing(gop);
    throw new InvalidOptionError("frames", which, `"P": the video (${video.codec}, ${video.profile}) has no B-frames`);
  }
  const facts: FrameFacts[] = [];
  const range = { from: gop.firstFrame, to: gop.firstFrame + gop.frameCount, ...(signal && { signal }) };
  for await (const { type, displayIndex, decodeIndex } of video.frames({ ...range, output: "headers" }))
    facts[decodeIndex - gop.firstFrame] = { type, displayIndex };
  return tracedPositions(facts, which);
}

function canHaveBFrames({ codec, profile }: Video): boolean {
  return !(codec === "h263" || /^(Simple|Baseline|Constrained Baseline)(@|$)/.test(profile));
}
