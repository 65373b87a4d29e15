import { LimitExceededError, type Where } from "../errors.js";

/** Largest frame in macroblocks: MaxFS of level 6.2 (Rec. ITU-T H.264, Table A-1), 8192 × 4352 pixels. */
export const MAX_FRAME_MACROBLOCKS = 139_264;

/** Reference frames that a decoder holds at most (max_num_ref_frames, 7.4.2.1.1). */
export const MAX_REFERENCE_FRAMES = 16;

/** Largest access unit in bytes: bounds the copy that the decoder takes of it. */
export const MAX_ACCESS_UNIT_BYTES = 1 << 26;

/** NAL units of one access unit: a picture of 8192 × 4352 pixels with a slice in each half row has fewer. */
export const MAX_NAL_UNITS = 4096;

/** Bytes of a parameter set: one with all scaling lists has less than 2 kB. */
export const MAX_PARAMETER_SET_BYTES = 1 << 14;

/** Bytes of an SEI message that are looked at: x264 writes its options into one, behind its name. */
export const MAX_SEI_BYTES = 1 << 12;

/** Bytes of a slice header: 2 · 33 modifications, 2 · 32 weights of 6 numbers and 66 marking operations stay below it. */
export const MAX_SLICE_HEADER_BYTES = 1 << 12;

/** Frames that a gap in frame_num is filled with: more than are referred to have no effect. */
export const MAX_GAP_FRAMES = MAX_REFERENCE_FRAMES;

/** @throws LimitExceededError if `value` is over `maximum` */
export function checkLimit(limit: string, value: number, maximum: number, where: Where): void {
  if (value > maximum) throw new LimitExceededError(limit, value, maximum, where);
}
