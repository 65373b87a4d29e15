import { InvalidSyntaxError } from "../errors.js";
import type { Origin } from "../mpeg4/bit-reader.js";
import { clause } from "./clause.js";
import { RbspReader } from "./rbsp-reader.js";
import { FLAT, readScalingLists, type ScalingLists } from "./scaling-lists.js";
import type { SequenceParameterSet } from "./sequence-parameter-set.js";
import { readSliceGroups, type SliceGroups } from "./slice-groups.js";

/** pic_parameter_set_rbsp() (Rec. ITU-T H.264, 7.3.2.2), read against its sequence parameter set. */
export interface PictureParameterSet {
  readonly id: number;
  readonly sps: SequenceParameterSet;
  readonly cabac: boolean;
  /** bottom_field_pic_order_in_frame_present_flag */
  readonly bottomFieldPicOrder: boolean;
  /** Null: one slice group. */
  readonly sliceGroups: SliceGroups | null;
  /** num_ref_idx_l0_default_active_minus1 + 1, of list 1. */
  readonly defaultActive: readonly [number, number];
  readonly weightedPrediction: boolean;
  /** 0 default, 1 explicit, 2 implicit. */
  readonly weightedBipredIdc: number;
  /** 26 + pic_init_qp_minus26 */
  readonly initQp: number;
  readonly initQs: number;
  /** chroma_qp_index_offset, second_chroma_qp_index_offset. */
  readonly cbQpOffset: number;
  readonly crQpOffset: number;
  readonly deblockingControl: boolean;
  readonly constrainedIntra: boolean;
  readonly redundantPicCntPresent: boolean;
  readonly transform8x8: boolean;
  readonly scalingLists: ScalingLists;
}

const CLAUSE = clause("7.4.2.2");

/** pic_parameter_set_id and seq_parameter_set_id, which stand first. */
export function readPictureParameterSetIds(bytes: Uint8Array, origin: Origin = {}): { id: number; spsId: number } {
  const bits = new RbspReader(bytes, origin);
  return readIds(bits);
}

function readIds(bits: RbspReader): { id: number; spsId: number } {
  const id = bits.ue("pic_parameter_set_id", 255, CLAUSE);
  return { id, spsId: bits.ue("seq_parameter_set_id", 31, CLAUSE) };
}

/**
 * @param bytes the NAL unit without emulation prevention bytes
 * @throws TruncatedStreamError, InvalidSyntaxError
 */
export function readPictureParameterSet(
  bytes: Uint8Array,
  sps: SequenceParameterSet,
  origin: Origin = {},
): PictureParameterSet {
  const bits = new RbspReader(bytes, origin);
  const { id } = readIds(bits);
  const cabac = bits.flag("entropy_coding_mode_flag");
  const bottomFieldPicOrder = bits.flag("bottom_field_pic_order_in_frame_present_flag");
  const groups = 1 + bits.ue("num_slice_groups_minus1", 7, CLAUSE);
  const sliceGroups = groups > 1 ? readSliceGroups(bits, groups, sps) : null;
  const active0 = 1 + bits.ue("num_ref_idx_l0_default_active_minus1", 31, CLAUSE);
  const active1 = 1 + bits.ue("num_ref_idx_l1_default_active_minus1", 31, CLAUSE);
  const weightedPrediction = bits.flag("weighted_pred_flag");
  const weightedBipredIdc = bits.ranged(2, "weighted_bipred_idc", 0, 2, CLAUSE);
  const depth = 6 * (sps.bitDepthLuma - 8);
  const initQp = 26 + bits.se("pic_init_qp_minus26", -26 - depth, 25, CLAUSE);
  const initQs = 26 + bits.se("pic_init_qs_minus26", -26, 25, CLAUSE);
  const cbQpOffset = bits.se("chroma_qp_index_offset", -12, 12, CLAUSE);
  const deblockingControl = bits.flag("deblocking_filter_control_present_flag");
  const constrainedIntra = bits.flag("constrained_intra_pred_flag");
  const redundantPicCntPresent = bits.flag("redundant_pic_cnt_present_flag");
  const extension = hasExtension(bits, sps) ? readExtension(bits, sps) : null;
  return {
    ...{ id, sps, cabac, bottomFieldPicOrder, sliceGroups },
    defaultActive: [active0, active1],
    ...{ weightedPrediction, weightedBipredIdc, initQp, initQs, cbQpOffset },
    crQpOffset: extension?.crQpOffset ?? cbQpOffset,
    ...{ deblockingControl, constrainedIntra, redundantPicCntPresent },
    transform8x8: extension?.transform8x8 ?? false,
    scalingLists: extension?.scalingLists ?? sps.scalingLists ?? FLAT,
  };
}

/** Encoders of the first edition's profiles, which have no extension, left bits behind the set that are none of it. */
function hasExtension(bits: RbspReader, { profileIdc, constraints }: SequenceParameterSet): boolean {
  const old = profileIdc === 66 || profileIdc === 77 || profileIdc === 88;
  return bits.more && !(old && (constraints & 7) !== 0);
}

function readExtension(bits: RbspReader, sps: SequenceParameterSet) {
  const transform8x8 = bits.flag("transform_8x8_mode_flag");
  let scalingLists: ScalingLists | null = null;
  if (bits.flag("pic_scaling_matrix_present_flag")) {
    const coded = 6 + (transform8x8 ? (sps.chromaFormatIdc === 3 ? 6 : 2) : 0);
    scalingLists = readScalingLists(bits, coded, sps.scalingLists ?? undefined);
  }
  const crQpOffset = bits.se("second_chroma_qp_index_offset", -12, 12, CLAUSE);
  return { transform8x8, scalingLists, crQpOffset };
}

/** @throws InvalidSyntaxError for a set that is not there */
export function missingParameterSet(element: string, id: number, origin: Origin): InvalidSyntaxError {
  const { frame, byteOffset } = origin;
  return new InvalidSyntaxError(element, id, "that of a parameter set before it", clause("7.4.1.2.1"), {
    ...(frame === undefined ? {} : { frame }),
    ...(byteOffset === undefined || byteOffset < 0 ? {} : { byte: byteOffset }),
  });
}
