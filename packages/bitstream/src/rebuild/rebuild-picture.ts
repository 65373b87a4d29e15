import { UsageError } from "../errors.js";
import type { CodedFrame, Picture, Rounding } from "../frame.js";
import { predictPicture, type ReferenceOf } from "./predict-picture.js";

/**
 * Rebuilds the picture of a frame from what `output: "compressed"` gives: an I-frame has it; of a P- or B-frame it is the
 * prediction from the vectors plus the coded residual, limited to 0…255 (ISO/IEC 14496-2, 7.4.5 and 7.6).
 *
 * Equal to the decoded picture in every sample where width and height are multiples of 16. Other sizes lack what the stream
 * codes beyond the right and lower side: blocks copied from there differ.
 *
 * @param frame with its coded residual
 * @param reference gives the pictures that `frame.motion.references` names
 * @throws UsageError if the frame has no coded residual, or a reference is missing
 * @throws UnsupportedFeatureError as {@link predictPicture}
 * @example
 * const pictures = new Map();
 * for await (const frame of video.frames({ output: "compressed" }))
 *   pictures.set(frame.displayIndex, rebuildPicture(frame, (index) => pictures.get(index)));
 */
export function rebuildPicture(frame: CodedFrame, reference: ReferenceOf, rounding: Rounding = "ffmpeg"): Picture {
  const { motion, residual, picture } = frame;
  if (picture) return picture;
  if (!motion || residual?.kind !== "coded") {
    throw new UsageError(`frame ${frame.decodeIndex} has no coded residual: read it with output: "compressed"`);
  }
  const rebuilt = predictPicture(motion, residual, reference, rounding);
  for (const name of ["y", "cb", "cr"] as const) add(residual[name], rebuilt[name]);
  return rebuilt;
}

function add(residual: Int16Array, samples: Uint8Array): void {
  for (let i = 0; i < samples.length; i++) samples[i] = Math.max(0, Math.min(255, samples[i]! + residual[i]!));
}
