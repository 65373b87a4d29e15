import { UnsupportedFeatureError } from "../errors.js";
import type { BitReader } from "./bit-reader.js";

/** VisualObject() up to its video object (ISO/IEC 14496-2, 6.2.2.1). */
export interface VisualObject {
  /** visual_object_verid, 1 where it is not sent. */
  readonly version: number;
}

const CLAUSE = "ISO/IEC 14496-2, 6.2.2.1";
/** visual_object_type of video (Table 6-5). */
const VIDEO = 1;

/** Reads what follows visual_object_start_code. */
export function readVisualObject(bits: BitReader): VisualObject {
  let version = 1;
  if (bits.flag("is_visual_object_identifier")) {
    version = bits.ranged(4, "visual_object_verid", 1, 15, CLAUSE);
    bits.read(3, "visual_object_priority");
  }
  const where = bits.where();
  const type = bits.read(4, "visual_object_type");
  if (type !== VIDEO) throw new UnsupportedFeatureError(`visual_object_type ${type} (not video)`, CLAUSE, where);
  if (bits.flag("video_signal_type")) {
    bits.read(3, "video_format");
    bits.read(1, "video_range");
    if (bits.flag("colour_description")) {
      bits.read(8, "colour_primaries");
      bits.read(8, "transfer_characteristics");
      bits.read(8, "matrix_coefficients");
    }
  }
  return { version };
}
