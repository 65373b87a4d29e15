import { clause } from "./clause.js";
import type { RbspReader } from "./rbsp-reader.js";

/** What is of use in vui_parameters() (Rec. ITU-T H.264, E.1.1). Null: the stream does not say. */
export interface VuiParameters {
  /** video_full_range_flag */
  readonly fullRange: boolean;
  /** matrix_coefficients; 2: unspecified. */
  readonly matrix: number;
  /** Frames per second: time_scale / (2 · num_units_in_tick). */
  readonly frameRate: number | null;
  /** max_num_reorder_frames */
  readonly maxReorderFrames: number | null;
}

const CLAUSE = clause("E.2.1");
const EXTENDED_SAR = 255;
const UNSPECIFIED = 2;
const LONGEST_UE = 2 ** 32 - 2;

/** @throws TruncatedStreamError, InvalidSyntaxError */
export function readVuiParameters(bits: RbspReader): VuiParameters {
  if (bits.flag("aspect_ratio_info_present_flag") && bits.read(8, "aspect_ratio_idc") === EXTENDED_SAR) {
    bits.read(32, "sar_width, sar_height");
  }
  if (bits.flag("overscan_info_present_flag")) bits.flag("overscan_appropriate_flag");
  const { fullRange, matrix } = readSignalType(bits);
  if (bits.flag("chroma_loc_info_present_flag")) {
    bits.ue("chroma_sample_loc_type_top_field", LONGEST_UE, CLAUSE);
    bits.ue("chroma_sample_loc_type_bottom_field", LONGEST_UE, CLAUSE);
  }
  const frameRate = bits.flag("timing_info_present_flag") ? readTiming(bits) : null;
  const nal = bits.flag("nal_hrd_parameters_present_flag");
  if (nal) readHrdParameters(bits);
  const vcl = bits.flag("vcl_hrd_parameters_present_flag");
  if (vcl) readHrdParameters(bits);
  if (nal || vcl) bits.flag("low_delay_hrd_flag");
  bits.flag("pic_struct_present_flag");
  const maxReorderFrames = bits.flag("bitstream_restriction_flag") ? readRestriction(bits) : null;
  return { fullRange, matrix, frameRate, maxReorderFrames };
}

function readSignalType(bits: RbspReader): { fullRange: boolean; matrix: number } {
  let matrix = UNSPECIFIED;
  if (!bits.flag("video_signal_type_present_flag")) return { fullRange: false, matrix };
  bits.read(3, "video_format");
  const fullRange = bits.flag("video_full_range_flag");
  if (bits.flag("colour_description_present_flag")) {
    bits.read(16, "colour_primaries, transfer_characteristics");
    matrix = bits.read(8, "matrix_coefficients");
  }
  return { fullRange, matrix };
}

function readTiming(bits: RbspReader): number | null {
  const unitsInTick = bits.read(32, "num_units_in_tick");
  const timeScale = bits.read(32, "time_scale");
  bits.flag("fixed_frame_rate_flag");
  return unitsInTick > 0 && timeScale > 0 ? timeScale / (2 * unitsInTick) : null;
}

/** hrd_parameters() (E.1.2): nothing in it matters here. */
function readHrdParameters(bits: RbspReader): void {
  const count = bits.ue("cpb_cnt_minus1", 31, clause("E.2.2")) + 1;
  bits.read(8, "bit_rate_scale, cpb_size_scale");
  for (let i = 0; i < count; i++) {
    bits.ue("bit_rate_value_minus1", LONGEST_UE, clause("E.2.2"));
    bits.ue("cpb_size_value_minus1", LONGEST_UE, clause("E.2.2"));
    bits.flag("cbr_flag");
  }
  bits.read(20, "lengths of delays");
}

function readRestriction(bits: RbspReader): number {
  bits.flag("motion_vectors_over_pic_boundaries_flag");
  bits.ue("max_bytes_per_pic_denom", 16, CLAUSE);
  bits.ue("max_bits_per_mb_denom", 16, CLAUSE);
  bits.ue("log2_max_mv_length_horizontal", 32, CLAUSE);
  bits.ue("log2_max_mv_length_vertical", 32, CLAUSE);
  const maxReorderFrames = bits.ue("max_num_reorder_frames", 16, CLAUSE);
  bits.ue("max_dec_frame_buffering", 16, CLAUSE);
  return maxReorderFrames;
}
