import { BitstreamError, InvalidSyntaxError } from "../errors.js";
import type { Origin } from "../mpeg4/bit-reader.js";
import { clause } from "./clause.js";
import { checkLimit, MAX_FRAME_MACROBLOCKS, MAX_REFERENCE_FRAMES } from "./limits.js";
import { RbspReader } from "./rbsp-reader.js";
import { readScalingLists, type ScalingLists } from "./scaling-lists.js";
import { readVuiParameters, type VuiParameters } from "./vui-parameters.js";

/** seq_parameter_set_data() (Rec. ITU-T H.264, 7.3.2.1.1), and what follows from it. */
export interface SequenceParameterSet {
  readonly profileIdc: number;
  /** constraint_set0_flag is bit 0, … */
  readonly constraints: number;
  readonly levelIdc: number;
  readonly id: number;
  /** 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
  readonly chromaFormatIdc: number;
  readonly separateColourPlanes: boolean;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
  /** qpprime_y_zero_transform_bypass_flag */
  readonly losslessTransformBypass: boolean;
  /** Null: none are said, and all are flat. */
  readonly scalingLists: ScalingLists | null;
  readonly log2MaxFrameNum: number;
  readonly picOrderCntType: number;
  readonly log2MaxPicOrderCntLsb: number;
  readonly deltaPicOrderAlwaysZero: boolean;
  readonly offsetForNonRefPic: number;
  readonly offsetForTopToBottomField: number;
  /** offset_for_ref_frame[ ] */
  readonly offsetsForRefFrame: readonly number[];
  readonly maxNumRefFrames: number;
  readonly gapsInFrameNumAllowed: boolean;
  /** PicWidthInMbs, FrameHeightInMbs. */
  readonly mbWidth: number;
  readonly mbHeight: number;
  readonly frameMbsOnly: boolean;
  /** mb_adaptive_frame_field_flag */
  readonly mbaff: boolean;
  readonly direct8x8Inference: boolean;
  /** The part that is shown, in luma samples. */
  readonly cropX: number;
  readonly cropY: number;
  readonly width: number;
  readonly height: number;
  /** Null: not there, or cut off. */
  readonly vui: VuiParameters | null;
}

/** Profiles with chroma_format_idc and what follows it (7.3.2.1.1). */
const HIGH_PROFILES = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135, 144];
const CLAUSE = clause("7.4.2.1.1");
const INT32 = 2 ** 31 - 1;

/**
 * @param bytes the NAL unit without emulation prevention bytes
 * @throws TruncatedStreamError, InvalidSyntaxError
 * @throws LimitExceededError if pictures are larger than {@link MAX_FRAME_MACROBLOCKS}
 */
export function readSequenceParameterSet(bytes: Uint8Array, origin: Origin = {}): SequenceParameterSet {
  const bits = new RbspReader(bytes, origin);
  const profileIdc = bits.read(8, "profile_idc");
  const constraints = readConstraints(bits);
  const levelIdc = bits.read(8, "level_idc");
  const id = bits.ue("seq_parameter_set_id", 31, CLAUSE);
  const format = HIGH_PROFILES.includes(profileIdc) ? readFormat(bits) : DEFAULT_FORMAT;
  const log2MaxFrameNum = 4 + bits.ue("log2_max_frame_num_minus4", 12, CLAUSE);
  const order = readPicOrder(bits);
  const maxNumRefFrames = bits.ue("max_num_ref_frames", MAX_REFERENCE_FRAMES, CLAUSE);
  const gapsInFrameNumAllowed = bits.flag("gaps_in_frame_num_value_allowed_flag");
  const size = readSize(bits, format.separateColourPlanes ? 0 : format.chromaFormatIdc);
  const vui = bits.flag("vui_parameters_present_flag") ? tolerantVui(bits) : null;
  return {
    ...{ profileIdc, constraints, levelIdc, id },
    ...format,
    log2MaxFrameNum,
    ...order,
    maxNumRefFrames,
    gapsInFrameNumAllowed,
    ...size,
    vui,
  };
}

/** The flags of constraint sets; reserved_zero_2bits are passed over. */
function readConstraints(bits: RbspReader): number {
  let constraints = 0;
  for (let i = 0; i < 6; i++) constraints |= bits.read(1, `constraint_set${i}_flag`) << i;
  bits.read(2, "reserved_zero_2bits");
  return constraints;
}

const DEFAULT_FORMAT = {
  chromaFormatIdc: 1,
  separateColourPlanes: false,
  bitDepthLuma: 8,
  bitDepthChroma: 8,
  losslessTransformBypass: false,
  scalingLists: null,
};

function readFormat(bits: RbspReader) {
  const chromaFormatIdc = bits.ue("chroma_format_idc", 3, CLAUSE);
  const separateColourPlanes = chromaFormatIdc === 3 && bits.flag("separate_colour_plane_flag");
  const bitDepthLuma = 8 + bits.ue("bit_depth_luma_minus8", 6, CLAUSE);
  const bitDepthChroma = 8 + bits.ue("bit_depth_chroma_minus8", 6, CLAUSE);
  const losslessTransformBypass = bits.flag("qpprime_y_zero_transform_bypass_flag");
  const coded = chromaFormatIdc === 3 ? 12 : 8;
  const scalingLists = bits.flag("seq_scaling_matrix_present_flag") ? readScalingLists(bits, coded) : null;
  return { chromaFormatIdc, separateColourPlanes, bitDepthLuma, bitDepthChroma, losslessTransformBypass, scalingLists };
}

function readPicOrder(bits: RbspReader) {
  const picOrderCntType = bits.ue("pic_order_cnt_type", 2, CLAUSE);
  const order = {
    picOrderCntType,
    log2MaxPicOrderCntLsb: 0,
    deltaPicOrderAlwaysZero: false,
    offsetForNonRefPic: 0,
    offsetForTopToBottomField: 0,
    offsetsForRefFrame: [] as number[],
  };
  if (picOrderCntType === 0) {
    order.log2MaxPicOrderCntLsb = 4 + bits.ue("log2_max_pic_order_cnt_lsb_minus4", 12, CLAUSE);
  } else if (picOrderCntType === 1) {
    order.deltaPicOrderAlwaysZero = bits.flag("delta_pic_order_always_zero_flag");
    order.offsetForNonRefPic = bits.se("offset_for_non_ref_pic", -INT32, INT32, CLAUSE);
    order.offsetForTopToBottomField = bits.se("offset_for_top_to_bottom_field", -INT32, INT32, CLAUSE);
    const count = bits.ue("num_ref_frames_in_pic_order_cnt_cycle", 255, CLAUSE);
    for (let i = 0; i < count; i++) {
      order.offsetsForRefFrame.push(bits.se("offset_for_ref_frame", -INT32, INT32, CLAUSE));
    }
  }
  return order;
}

/** @param chromaArrayType 0 where chroma does not limit cropping */
function readSize(bits: RbspReader, chromaArrayType: number) {
  const mbWidth = 1 + bits.ue("pic_width_in_mbs_minus1", MAX_FRAME_MACROBLOCKS, CLAUSE);
  const mapUnits = 1 + bits.ue("pic_height_in_map_units_minus1", MAX_FRAME_MACROBLOCKS, CLAUSE);
  const frameMbsOnly = bits.flag("frame_mbs_only_flag");
  const mbHeight = mapUnits * (frameMbsOnly ? 1 : 2);
  checkLimit("the size of frames in macroblocks", mbWidth * mbHeight, MAX_FRAME_MACROBLOCKS, bits.where());
  const mbaff = !frameMbsOnly && bits.flag("mb_adaptive_frame_field_flag");
  const inference = bits.flag("direct_8x8_inference_flag");
  if (!frameMbsOnly && !inference) {
    throw new InvalidSyntaxError(
      "direct_8x8_inference_flag",
      0,
      "1 where frame_mbs_only_flag is 0",
      CLAUSE,
      bits.where(),
    );
  }
  const crop = { x: 0, y: 0, width: mbWidth * 16, height: mbHeight * 16 };
  if (bits.flag("frame_cropping_flag")) {
    const unitX = chromaArrayType === 1 || chromaArrayType === 2 ? 2 : 1;
    const unitY = (chromaArrayType === 1 ? 2 : 1) * (frameMbsOnly ? 1 : 2);
    [crop.x, crop.width] = readCrop(bits, crop.width, unitX, "left", "right");
    [crop.y, crop.height] = readCrop(bits, crop.height, unitY, "top", "bottom");
  }
  const { x: cropX, y: cropY, width, height } = crop;
  return { mbWidth, mbHeight, frameMbsOnly, mbaff, direct8x8Inference: inference, cropX, cropY, width, height };
}

function readCrop(bits: RbspReader, size: number, unit: number, first: string, second: string): [number, number] {
  const most = size / unit - 1;
  const before = bits.ue(`frame_crop_${first}_offset`, most, CLAUSE);
  const behind = bits.ue(`frame_crop_${second}_offset`, most - before, CLAUSE);
  return [before * unit, size - (before + behind) * unit];
}

/** What stands in it is of use, not needed: some encoders cut it off, or write hints out of range. */
function tolerantVui(bits: RbspReader): VuiParameters | null {
  try {
    return readVuiParameters(bits);
  } catch (error) {
    if (error instanceof BitstreamError) return null;
    throw error;
  }
}

/** Whether two sequences' pictures have the same layout, so that a decoder made for one goes on with the other. */
export function sameLayout(a: SequenceParameterSet, b: SequenceParameterSet): boolean {
  return LAYOUT.every((key) => a[key] === b[key]);
}

const LAYOUT = [
  "mbWidth",
  "mbHeight",
  "frameMbsOnly",
  "chromaFormatIdc",
  "separateColourPlanes",
  "bitDepthLuma",
  "bitDepthChroma",
  "cropX",
  "cropY",
  "width",
  "height",
] as const;
