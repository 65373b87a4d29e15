import type { FrameSize } from "../codec.js";
import type { SequenceParameterSet } from "./sequence-parameter-set.js";

/**
 * A sequence whose pictures are cropped to the size that the container says they have: some cameras write pictures of 1920×1080 as
 * 1920×1088 and say so there alone. As FFmpeg has it: where the stream's own cropping begins at the top left, and both sizes need as
 * many macroblocks.
 */
export function fitContainer(sps: SequenceParameterSet, shown: FrameSize | null): SequenceParameterSet {
  if (!shown || sps.cropX !== 0 || sps.cropY !== 0) return sps;
  const { width, height } = shown;
  const fits = (side: number, own: number) => side > 0 && side <= own && (side + 15) >> 4 === (own + 15) >> 4;
  return fits(width, sps.width) && fits(height, sps.height) ? { ...sps, width, height } : sps;
}
