import { seeded } from "../mutations.js";
import type { BitSink } from "./bit-sink.js";
import type { DcPrediction } from "./dc-prediction.js";

export type Random = (bound: number) => number;

/** What a random stream uses. Everything that is not named is off. */
export interface StreamTools {
  readonly seed: number;
  readonly width?: number;
  readonly height?: number;
  /** Pictures; more with `notCoded`. */
  readonly pictures?: number;
  /** Most B-VOPs between two anchors. */
  readonly bVops?: number;
  /** Largest vop_fcode. */
  readonly fcode?: number;
  /** Largest vector difference of most macroblocks, in vector units. */
  readonly reach?: number;
  /** `false`: H.263 quantisation; else weighted, with default or random matrices. */
  readonly weighted?: false | "default" | "custom";
  readonly quantisers?: readonly [number, number];
  readonly quarterSample?: boolean;
  readonly interlaced?: boolean;
  /** Warping points (0…3) of S(GMC)-VOPs, or null. */
  readonly gmcPoints?: number | null;
  /** sprite_warping_accuracy: 0 half, 1 quarter, 2 eighth, 3 sixteenth pel. */
  readonly gmcAccuracy?: number;
  /** Video packets: one in so many macroblocks begins one; 0: none. */
  readonly packets?: number;
  readonly partitioned?: false | "plain" | "reversible";
  readonly stuffing?: boolean;
  /** Ticks between pictures vary, so that B-VOPs stand anywhere between their anchors. */
  readonly uneven?: boolean;
  /** The headers of sequence and layer stand before I-VOPs again. */
  readonly repeatedHeaders?: boolean;
  /** dct_type is there in macroblocks of P- and S-VOPs without coefficients, too, as the fourcc XVIX says. */
  readonly dctTypeAlways?: boolean;
  /** VOPs with vop_coded = 0 among the others. */
  readonly notCoded?: boolean;
  /** Headers of groups of VOPs before I-VOPs, and pauses of more than a second. */
  readonly groups?: boolean;
  /** user_data, such as "XviD0050". */
  readonly userData?: string | null;
  /** Coefficients with many and large levels. */
  readonly loud?: boolean;
}

/** Tools with every choice made. */
export type Tools = Required<StreamTools>;

const SIZES: readonly (readonly [number, number])[] = [
  [48, 32],
  [64, 48],
  [80, 64],
  [16, 16],
  [75, 41],
  [33, 17],
  [50, 66],
  [96, 16],
  [10, 60],
  [47, 79],
];

/** Makes the choices that a configuration leaves open. */
export function chooseTools(tools: StreamTools): Tools {
  const random = seeded(tools.seed * 7919 + 13);
  const [width, height] = SIZES[random(SIZES.length)]!;
  const low = 1 + random(8);
  return {
    width,
    height,
    pictures: 5,
    bVops: 0,
    fcode: 1 + random(3),
    reach: 1 << random(7),
    weighted: false,
    quantisers: random(4) === 0 ? [1, 31] : [low, low + random(31 - low)],
    quarterSample: false,
    interlaced: false,
    gmcPoints: null,
    gmcAccuracy: random(4),
    packets: 0,
    partitioned: false,
    stuffing: false,
    uneven: false,
    repeatedHeaders: false,
    dctTypeAlways: false,
    notCoded: false,
    groups: false,
    userData: null,
    loud: random(4) === 0,
    ...tools,
  };
}

/** The VOP being written. */
export interface Vop {
  readonly type: "I" | "P" | "B" | "S";
  /** Ticks on the display's clock. */
  readonly time: number;
  readonly roundingType: number;
  /** intra_dc_vlc_thr (Table 6-21). */
  readonly dcThresholdCode: number;
  readonly quantiser: number;
  readonly forwardCode: number;
  readonly backwardCode: number;
  /** Seconds that modulo_time_base and vop_time_increment count from. */
  readonly timeBase: number;
}

/** What the writer knows while it writes macroblocks. Elements go to one of three sinks: the partitions of 7.3; all the same where the VOP is not partitioned. */
export interface Writer {
  readonly tools: Tools;
  readonly random: Random;
  readonly vop: Vop;
  readonly mbWidth: number;
  readonly mbHeight: number;
  /** Macroblock headers, and in I-VOPs dquant and DC; in P-VOPs vectors. */
  first: BitSink;
  /** ac_pred_flag and cbpy; in P-VOPs dquant and intra DC. */
  second: BitSink;
  /** AC coefficients. */
  texture: BitSink;
  /** The running quantiser. */
  quantiser: number;
  mbIndex: number;
  readonly dc: DcPrediction;
  /** Of each macroblock of this VOP: 1 where it says not_coded. */
  readonly skipped: Uint8Array;
  /** The same of the next anchor, for B-VOPs. */
  readonly anchorSkipped: Uint8Array;
}

/** Quantisers from this one on code the intra DC with the AC coefficients. */
export const DC_THRESHOLDS: readonly number[] = [99, 13, 15, 17, 19, 21, 23, 0];

/** One of the given values. */
export function pick<T>(random: Random, values: readonly T[]): T {
  return values[random(values.length)]!;
}

/** True once in `n` times. */
export function oneIn(random: Random, n: number): boolean {
  return random(n) === 0;
}

/** −bound…bound */
export function around(random: Random, bound: number): number {
  return random(2 * bound + 1) - bound;
}
