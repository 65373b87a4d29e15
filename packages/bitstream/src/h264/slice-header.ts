import { InvalidSyntaxError } from "../errors.js";
import type { Origin } from "../mpeg4/bit-reader.js";
import { clause } from "./clause.js";
import { NalType, type NalUnit } from "./nal-unit.js";
import type { ParameterSets } from "./parameter-sets.js";
import type { PictureParameterSet } from "./picture-parameter-set.js";
import { type PredictionWeights, readPredictionWeights } from "./prediction-weights.js";
import type { RbspReader } from "./rbsp-reader.js";
import { type ListModification, readListModifications } from "./reference-list-modification.js";
import { NO_MARKING, type ReferenceMarking, readReferenceMarking } from "./reference-marking-syntax.js";
import { changeCycleBits, mapUnits } from "./slice-groups.js";

/** slice_type modulo 5 (Rec. ITU-T H.264, Table 7-6). */
export const SliceType = { P: 0, B: 1, I: 2, SP: 3, SI: 4 } as const;

/** Which lines a picture has: 1 top field, 2 bottom field, 3 frame. */
export type Structure = 1 | 2 | 3;

/** slice_header() (7.3.3), in the standard's order. */
export interface SliceHeader {
  /** Of the NAL unit. */
  readonly idr: boolean;
  readonly referenceIdc: number;
  readonly firstMb: number;
  readonly sliceType: number;
  readonly pps: PictureParameterSet;
  /** colour_plane_id */
  readonly colourPlane: number;
  readonly frameNum: number;
  readonly structure: Structure;
  readonly idrPicId: number;
  readonly picOrderCntLsb: number;
  readonly deltaPicOrderCntBottom: number;
  /** delta_pic_order_cnt[ ] */
  readonly deltaPicOrderCnt: readonly [number, number];
  readonly redundantPicCnt: number;
  readonly directSpatial: boolean;
  /** num_ref_idx_l0_active_minus1 + 1, of list 1; 0 where the slice has no such list. */
  readonly active: readonly [number, number];
  readonly modifications: readonly (readonly ListModification[])[];
  readonly weights: PredictionWeights | null;
  readonly marking: ReferenceMarking;
  readonly cabacInitIdc: number;
  /** SliceQPY */
  readonly qp: number;
  readonly spForSwitch: boolean;
  /** QSY */
  readonly qs: number;
  readonly disableDeblocking: number;
  /** FilterOffsetA, FilterOffsetB */
  readonly alphaOffset: number;
  readonly betaOffset: number;
  readonly sliceGroupChangeCycle: number;
  /** First bit behind the header, in the NAL unit without emulation prevention bytes, its header byte included. */
  readonly end: number;
}

const CLAUSE = clause("7.4.3");
const INT32 = 2 ** 31 - 1;

/** The elements at the beginning that can be read without parameter sets. */
export function readSliceStart(bits: RbspReader): { firstMb: number; sliceType: number; ppsId: number } {
  const firstMb = bits.ue("first_mb_in_slice", 2 ** 31, CLAUSE);
  const sliceType = bits.ue("slice_type", 9, CLAUSE) % 5;
  return { firstMb, sliceType, ppsId: bits.ue("pic_parameter_set_id", 255, CLAUSE) };
}

/**
 * @param bits the NAL unit without emulation prevention bytes
 * @throws TruncatedStreamError, InvalidSyntaxError
 */
export function readSliceHeader(bits: RbspReader, unit: NalUnit, sets: ParameterSets, origin: Origin): SliceHeader {
  const { firstMb, sliceType, ppsId } = readSliceStart(bits);
  const pps = sets.picture(ppsId, origin);
  const { sps } = pps;
  const colourPlane = sps.separateColourPlanes ? bits.ranged(2, "colour_plane_id", 0, 2, CLAUSE) : 0;
  const frameNum = bits.read(sps.log2MaxFrameNum, "frame_num");
  const structure = sps.frameMbsOnly ? 3 : readStructure(bits);
  checkFirstMb(firstMb, pps, structure, bits);
  const idr = unit.type === NalType.idrSlice;
  checkType(sliceType, idr, bits);
  const idrPicId = idr ? bits.ue("idr_pic_id", 65_535, CLAUSE) : 0;
  const order = readPicOrder(bits, pps, structure);
  const redundantPicCnt = pps.redundantPicCntPresent ? bits.ue("redundant_pic_cnt", 127, CLAUSE) : 0;
  const isB = sliceType === SliceType.B;
  const isP = sliceType === SliceType.P || sliceType === SliceType.SP;
  const directSpatial = isB && bits.flag("direct_spatial_mv_pred_flag");
  const active = isB || isP ? readActive(bits, pps, structure, isB) : NONE_ACTIVE;
  const maxPicNum = 2 ** (sps.log2MaxFrameNum + (structure === 3 ? 0 : 1));
  const lists = isB ? active : isP ? active.slice(0, 1) : [];
  const modifications = lists.map((count) => readListModifications(bits, count, maxPicNum));
  const explicit = isP ? pps.weightedPrediction : isB && pps.weightedBipredIdc === 1;
  const weights = explicit
    ? readPredictionWeights(bits, lists, sps.chromaFormatIdc !== 0 && !sps.separateColourPlanes)
    : null;
  const marking = unit.referenceIdc !== 0 ? readReferenceMarking(bits, idr, maxPicNum) : NO_MARKING;
  const cabacInitIdc = pps.cabac && (isP || isB) ? bits.ue("cabac_init_idc", 2, CLAUSE) : 0;
  const quantisers = readQuantisers(bits, pps, sliceType);
  const deblocking = pps.deblockingControl ? readDeblocking(bits) : DEFAULT_DEBLOCKING;
  const sliceGroupChangeCycle = readChangeCycle(bits, pps);
  // Not merged from parts: that would cost more than reading them.
  return {
    idr,
    referenceIdc: unit.referenceIdc,
    firstMb,
    sliceType,
    pps,
    colourPlane,
    frameNum,
    structure,
    idrPicId,
    picOrderCntLsb: order.picOrderCntLsb,
    deltaPicOrderCntBottom: order.deltaPicOrderCntBottom,
    deltaPicOrderCnt: order.deltaPicOrderCnt,
    redundantPicCnt,
    directSpatial,
    active,
    modifications,
    weights,
    marking,
    cabacInitIdc,
    qp: quantisers.qp,
    spForSwitch: quantisers.spForSwitch,
    qs: quantisers.qs,
    disableDeblocking: deblocking.disableDeblocking,
    alphaOffset: deblocking.alphaOffset,
    betaOffset: deblocking.betaOffset,
    sliceGroupChangeCycle,
    end: bits.position,
  };
}

function readStructure(bits: RbspReader): Structure {
  if (!bits.flag("field_pic_flag")) return 3;
  return bits.flag("bottom_field_flag") ? 2 : 1;
}

function checkFirstMb(firstMb: number, { sps }: PictureParameterSet, structure: Structure, bits: RbspReader): void {
  const halved = structure !== 3 || sps.mbaff;
  const count = (sps.mbWidth * sps.mbHeight) / (halved ? 2 : 1);
  if (firstMb >= count) {
    throw new InvalidSyntaxError("first_mb_in_slice", firstMb, `0…${count - 1}`, CLAUSE, bits.where());
  }
}

function checkType(sliceType: number, idr: boolean, bits: RbspReader): void {
  if (idr && sliceType !== SliceType.I && sliceType !== SliceType.SI) {
    throw new InvalidSyntaxError("slice_type", sliceType, "2 or 4 in IDR pictures", CLAUSE, bits.where());
  }
}

function readPicOrder(bits: RbspReader, { sps, bottomFieldPicOrder }: PictureParameterSet, structure: Structure) {
  const inFrame = bottomFieldPicOrder && structure === 3;
  let picOrderCntLsb = 0;
  let deltaPicOrderCntBottom = 0;
  const deltaPicOrderCnt: [number, number] = [0, 0];
  if (sps.picOrderCntType === 0) {
    picOrderCntLsb = bits.read(sps.log2MaxPicOrderCntLsb, "pic_order_cnt_lsb");
    if (inFrame) deltaPicOrderCntBottom = bits.se("delta_pic_order_cnt_bottom", -INT32, INT32, CLAUSE);
  } else if (sps.picOrderCntType === 1 && !sps.deltaPicOrderAlwaysZero) {
    deltaPicOrderCnt[0] = bits.se("delta_pic_order_cnt", -INT32, INT32, CLAUSE);
    if (inFrame) deltaPicOrderCnt[1] = bits.se("delta_pic_order_cnt", -INT32, INT32, CLAUSE);
  }
  return { picOrderCntLsb, deltaPicOrderCntBottom, deltaPicOrderCnt };
}

const NONE_ACTIVE = [0, 0] as const;

function readActive(
  bits: RbspReader,
  { defaultActive }: PictureParameterSet,
  structure: Structure,
  isB: boolean,
): readonly [number, number] {
  const most = structure === 3 ? 16 : 32;
  if (!bits.flag("num_ref_idx_active_override_flag")) {
    // A default for fields, used in a frame: more than a frame can have.
    const [active0, active1] = defaultActive.map((count) => Math.min(most, count)) as [number, number];
    return [active0, isB ? active1 : 0];
  }
  const active0 = 1 + bits.ue("num_ref_idx_l0_active_minus1", most - 1, CLAUSE);
  return [active0, isB ? 1 + bits.ue("num_ref_idx_l1_active_minus1", most - 1, CLAUSE) : 0];
}

function readQuantisers(bits: RbspReader, { sps, initQp, initQs }: PictureParameterSet, sliceType: number) {
  const least = -6 * (sps.bitDepthLuma - 8);
  const qp = initQp + bits.se("slice_qp_delta", least - initQp, 51 - initQp, CLAUSE);
  let spForSwitch = false;
  let qs = initQs;
  if (sliceType === SliceType.SP) spForSwitch = bits.flag("sp_for_switch_flag");
  if (sliceType === SliceType.SP || sliceType === SliceType.SI) {
    qs += bits.se("slice_qs_delta", -initQs, 51 - initQs, CLAUSE);
  }
  return { qp, spForSwitch, qs };
}

const DEFAULT_DEBLOCKING = { disableDeblocking: 0, alphaOffset: 0, betaOffset: 0 };

function readDeblocking(bits: RbspReader) {
  const disableDeblocking = bits.ue("disable_deblocking_filter_idc", 2, CLAUSE);
  if (disableDeblocking === 1) return { disableDeblocking, alphaOffset: 0, betaOffset: 0 };
  const alphaOffset = 2 * bits.se("slice_alpha_c0_offset_div2", -6, 6, CLAUSE);
  return { disableDeblocking, alphaOffset, betaOffset: 2 * bits.se("slice_beta_offset_div2", -6, 6, CLAUSE) };
}

function readChangeCycle(bits: RbspReader, { sps, sliceGroups }: PictureParameterSet): number {
  if (!sliceGroups || !("changeRate" in sliceGroups)) return 0;
  return bits.read(changeCycleBits(mapUnits(sps), sliceGroups.changeRate), "slice_group_change_cycle");
}
