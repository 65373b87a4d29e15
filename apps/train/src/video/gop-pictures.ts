import { createAccumulator, denseMotion, interleaveResidual, pictureToRgb, type RuleName } from "@cvar/accumulate";
import type { CodedFrame, MotionField, Video } from "@cvar/bitstream";
import { MissingInputError } from "../errors.js";

/** What there is to see of one P-frame (or B-frame). Residuals are RGB differences, not clipped. */
export interface PFramePictures {
  readonly type: "P" | "B";
  readonly decodeIndex: number;
  readonly displayIndex: number;
  readonly timestamp: number;
  readonly byteLength: number;
  /** RGB [H, W, 3] */
  readonly picture: Uint8ClampedArray;
  /** τ, the vectors of this frame alone, in pixels per frame: [H, W, 2]; where things moved to, the sign of Π. */
  readonly rawMotion: Float32Array;
  /** Of B-frames: the same relative to the frame after; null in P-frames. */
  readonly rawBackward: Float32Array | null;
  readonly rawResidual: Int16Array;
  /** Π and Δ since the I-frame. */
  readonly motion: Float32Array;
  readonly residual: Int16Array;
  /** The coded blocks, for drawing arrows. */
  readonly field: MotionField;
}

/** A group of pictures, fully decoded and traced. */
export interface GopPictures {
  readonly width: number;
  readonly height: number;
  readonly gop: number;
  readonly iFrame: {
    readonly decodeIndex: number;
    readonly displayIndex: number;
    readonly timestamp: number;
    readonly byteLength: number;
    readonly picture: Uint8ClampedArray;
  };
  readonly pFrames: readonly PFramePictures[];
}

/** P-frames of a group that are kept, spread over it: each takes 31 bytes per pixel, and groups can have hundreds. */
export const MOST_P_FRAMES = 48;

/**
 * Decodes a group of pictures and traces its P-frames (as Das Biswas et al. draw them, Fig. 2). B-frames are passed over unless
 * they are asked for. Frames are in display order. Of a group of more than {@link MOST_P_FRAMES} frames those nearest to as many even steps are given.
 * @param gop  from 0
 * @throws MissingInputError if the video has no such group
 */
export async function gopPictures(
  video: Video,
  gop: number,
  rule: RuleName = "paper",
  bFrames = false,
): Promise<GopPictures> {
  const gops = await video.gops();
  const chosen = gops[gop];
  if (chosen === undefined)
    throw new MissingInputError(`there is no GOP ${gop}`, `the video has ${gops.length}, counted from 0`);
  const { width, height } = video;
  const accumulator = createAccumulator({ width, height, rule, colour: "rgb" });
  let iFrame: GopPictures["iFrame"] | null = null;
  const pFrames: PFramePictures[] = [];
  const steps = Math.min(MOST_P_FRAMES, chosen.frameCount);
  let step = -1;
  const range = { from: chosen.firstFrame, to: chosen.firstFrame + chosen.frameCount };
  for await (const frame of video.frames({ ...range, output: "pictures", bFrames })) {
    const { decodeIndex, timestamp, byteLength } = frame;
    const common = () => ({ decodeIndex, timestamp, byteLength, picture: pictureToRgb(frame.picture!) });
    if (frame.type === "I" && iFrame === null) {
      accumulator.start(frame);
      iFrame = { ...common(), displayIndex: frame.displayIndex };
      continue;
    }
    // B-frames before the I-frame, of an open group, belong to the group before.
    if (iFrame === null || frame.displayIndex < iFrame.displayIndex) continue;
    const traced = accumulator.push(frame);
    if (frame.type === "I") continue; // no key frame: the group goes on behind it
    const reached = Math.floor(((decodeIndex - chosen.firstFrame) * steps) / chosen.frameCount);
    if (reached === step) continue;
    step = reached;
    const { motion, residual } = traced;
    const named = { type: frame.type, displayIndex: frame.displayIndex, field: frame.motion! };
    pFrames.push({ ...named, ...common(), ...rawPictures(frame, width, height), motion, residual });
  }
  if (iFrame === null) throw new MissingInputError(`GOP ${gop} has no I-frame`);
  pFrames.sort((a, b) => a.displayIndex - b.displayIndex);
  return { width, height, gop, iFrame, pFrames };
}

function rawPictures(frame: CodedFrame, width: number, height: number) {
  const rawMotion = denseMotion(frame.motion!, width, height);
  const rawBackward = frame.type === "B" ? denseMotion(frame.motion!, width, height, 1) : null;
  const rawResidual = interleaveResidual(frame.residual!, "rgb");
  return { rawMotion, rawBackward, rawResidual: withoutIntra(rawResidual, frame.motion!, width, height) };
}

/** The coded residual of an intra block is its pixels, not a change: drawn as none. */
function withoutIntra(residual: Int16Array, field: MotionField, width: number, height: number): Int16Array {
  const { blockSize, columns, intra } = field;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / blockSize) * columns;
    for (let x = 0; x < width; x++) {
      if (intra[row + Math.floor(x / blockSize)] === 1) residual.fill(0, 3 * (y * width + x), 3 * (y * width + x) + 3);
    }
  }
  return residual;
}
