import type { BitReader } from "./bit-reader.js";

/** VisualObjectSequence() up to its visual object (ISO/IEC 14496-2, 6.2.2). */
export interface VisualObjectSequence {
  /** Table G.1. */
  readonly profileAndLevel: number;
}

/** Reads what follows visual_object_sequence_start_code. */
export function readVisualObjectSequence(bits: BitReader): VisualObjectSequence {
  return { profileAndLevel: bits.read(8, "profile_and_level_indication") };
}

/** Name of a profile and level, e.g. "Simple@L1" (ISO/IEC 14496-2, Table G.1), or null for one not listed here. */
export function profileName(profileAndLevel: number): string | null {
  return NAMES.get(profileAndLevel) ?? null;
}

const NAMES = new Map<number, string>([
  [0x01, "Simple@L1"],
  [0x02, "Simple@L2"],
  [0x03, "Simple@L3"],
  [0x04, "Simple@L4a"],
  [0x05, "Simple@L5"],
  [0x06, "Simple@L6"],
  [0x08, "Simple@L0"],
  [0x09, "Simple@L0b"],
  [0x11, "Simple Scalable@L1"],
  [0x12, "Simple Scalable@L2"],
  [0x21, "Core@L1"],
  [0x22, "Core@L2"],
  [0x32, "Main@L2"],
  [0x33, "Main@L3"],
  [0x34, "Main@L4"],
  [0xf0, "Advanced Simple@L0"],
  [0xf1, "Advanced Simple@L1"],
  [0xf2, "Advanced Simple@L2"],
  [0xf3, "Advanced Simple@L3"],
  [0xf4, "Advanced Simple@L4"],
  [0xf5, "Advanced Simple@L5"],
  [0xf7, "Advanced Simple@L3b"],
]);
