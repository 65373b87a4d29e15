import { flowToRgb, type RgbImage, residualToRgb } from "@cvar/accumulate";
import type { GopPictures, PFramePictures } from "../video/gop-pictures.js";

/** Factor on residuals in pictures: most are a few grey levels. */
export const RESIDUAL_GAIN = 2;

/** Pixels of displacement that are drawn in full colour, for the whole GOP, so that its frames compare. */
export interface FlowScales {
  readonly raw: number;
  readonly accumulated: number;
}

/** The lengths that 98 % of the moving pixels of a GOP stay under, at least 1. */
export function flowScales({ pFrames }: GopPictures): FlowScales {
  return {
    raw: Math.max(1, ...pFrames.map((frame) => longLength(frame.rawMotion))),
    accumulated: Math.max(1, ...pFrames.map((frame) => longLength(frame.motion))),
  };
}

/** The pictures of a P-frame by name. */
export interface FrameImages {
  readonly picture: RgbImage;
  readonly rawMotion: RgbImage;
  /** Of B-frames alone: the vectors to the frame after. */
  readonly rawBackward?: RgbImage;
  readonly motion: RgbImage;
  readonly rawResidual: RgbImage;
  readonly residual: RgbImage;
}

/** Draws a P-frame. */
export function frameImages(frame: PFramePictures, { width, height }: GopPictures, scales: FlowScales): FrameImages {
  const image = (rgb: Uint8Array | Uint8ClampedArray): RgbImage => ({ width, height, rgb });
  return {
    picture: image(frame.picture),
    rawMotion: image(flowToRgb(frame.rawMotion, width, height, scales.raw)),
    ...(frame.rawBackward && { rawBackward: image(flowToRgb(frame.rawBackward, width, height, scales.raw)) }),
    motion: image(flowToRgb(frame.motion, width, height, scales.accumulated)),
    rawResidual: image(residualToRgb(frame.rawResidual, width, height, RESIDUAL_GAIN)),
    residual: image(residualToRgb(frame.residual, width, height, RESIDUAL_GAIN)),
  };
}

function longLength(motion: Float32Array): number {
  const lengths: number[] = [];
  // Every 16th pixel is enough for a percentile.
  for (let k = 0; k < motion.length; k += 32) {
    const length = Math.hypot(motion[k]!, motion[k + 1]!);
    if (length > 0) lengths.push(length);
  }
  lengths.sort((a, b) => a - b);
  return lengths[Math.floor(0.98 * (lengths.length - 1))] ?? 0;
}
