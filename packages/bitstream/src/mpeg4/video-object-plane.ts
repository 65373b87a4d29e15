import type { FrameType } from "../frame.js";
import type { BitReader } from "./bit-reader.js";
import { checkLimit, MAX_MODULO_TIME_BASE } from "./limits.js";
import { readSpriteTrajectory, type SpriteTrajectory } from "./sprite-trajectory.js";
import type { VideoObjectLayer } from "./video-object-layer.js";

/** The first elements of VideoObjectPlane() (ISO/IEC 14496-2, 6.2.5), enough to know a picture's type. */
export interface VopType {
  readonly type: FrameType | "S";
  /** Number of `1` bits: whole seconds since the one that the anchors before it say. */
  readonly moduloTimeBase: number;
  /** vop_time_increment in ticks. */
  readonly timeIncrement: number;
  /** vop_coded */
  readonly coded: boolean;
}

/** The header of a coded VOP, up to its first macroblock. */
export interface VopHeader {
  /** 0 or 1. */
  readonly roundingType: number;
  /** Quantisers from this one on code the intra DC coefficient like the others (Table 6-21). */
  readonly intraDcThreshold: number;
  /** 1…31 */
  readonly quantiser: number;
  /** vop_fcode_forward: 1…7; 0 in I-VOPs. */
  readonly forwardCode: number;
  /** Of an S-VOP. */
  readonly sprite: SpriteTrajectory | null;
  /** vop_fcode_backward: 1…7; 0 in others than B-VOPs. */
  readonly backwardCode: number;
  /** top_field_first and alternate_vertical_scan_flag of an interlaced layer; false in others. */
  readonly topFieldFirst: boolean;
  readonly alternateScan: boolean;
}

const CLAUSE = "ISO/IEC 14496-2, 6.2.5";
const SEMANTICS = "ISO/IEC 14496-2, 6.3.5";
const TYPES: readonly (FrameType | "S")[] = ["I", "P", "B", "S"];
/** intra_dc_vlc_thr → first quantiser that does not use the intra DC VLC (Table 6-21). */
const INTRA_DC_THRESHOLDS: readonly number[] = [99, 13, 15, 17, 19, 21, 23, 0];

/** vop_coding_type (Table 6-20). */
export function vopTypeCode(type: FrameType | "S"): number {
  return TYPES.indexOf(type);
}

/** Reads what follows vop_start_code up to vop_coded. */
export function readVopType(bits: BitReader, layer: VideoObjectLayer): VopType {
  const type = TYPES[bits.read(2, "vop_coding_type")]!;
  let moduloTimeBase = 0;
  for (; bits.flag("modulo_time_base"); moduloTimeBase++) {
    checkLimit("modulo_time_base", moduloTimeBase, MAX_MODULO_TIME_BASE, bits.where());
  }
  bits.marker(CLAUSE);
  const timeIncrement = bits.read(layer.timeIncrementBits, "vop_time_increment");
  bits.marker(CLAUSE);
  return { type, moduloTimeBase, timeIncrement, coded: bits.flag("vop_coded") };
}

/**
 * Reads the rest of the header of a coded VOP of a layer without scalability or reduced resolution.
 * @param layer what interlaced and S-VOPs need of their layer
 * @param markerBetween whether a sprite trajectory has a marker behind each x: all have but those of an early DivX
 */
export function readVopHeader(
  bits: BitReader,
  type: VopType["type"],
  { interlaced, spriteWarpingPoints }: Pick<VideoObjectLayer, "interlaced" | "spriteWarpingPoints">,
  markerBetween = true,
): VopHeader {
  const roundingType = type === "P" || type === "S" ? bits.read(1, "vop_rounding_type") : 0;
  const intraDcThreshold = INTRA_DC_THRESHOLDS[bits.read(3, "intra_dc_vlc_thr")]!;
  const topFieldFirst = interlaced && bits.flag("top_field_first");
  const alternateScan = interlaced && bits.flag("alternate_vertical_scan_flag");
  const sprite = type === "S" ? readSpriteTrajectory(bits, spriteWarpingPoints, markerBetween) : null;
  const quantiser = bits.ranged(5, "vop_quant", 1, 31, SEMANTICS);
  const forwardCode = type !== "I" ? bits.ranged(3, "vop_fcode_forward", 1, 7, SEMANTICS) : 0;
  const backwardCode = type === "B" ? bits.ranged(3, "vop_fcode_backward", 1, 7, SEMANTICS) : 0;
  const fields = { topFieldFirst, alternateScan };
  return { roundingType, intraDcThreshold, ...fields, sprite, quantiser, forwardCode, backwardCode };
}
