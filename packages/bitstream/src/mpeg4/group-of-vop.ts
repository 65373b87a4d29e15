import type { BitReader } from "./bit-reader.js";

/** Group_of_VideoObjectPlane() (ISO/IEC 14496-2, 6.2.4). */
export interface GroupOfVop {
  /** time_code in whole seconds. */
  readonly seconds: number;
  readonly closed: boolean;
  readonly brokenLink: boolean;
}

const SEMANTICS = "ISO/IEC 14496-2, 6.3.4";

/** Reads what follows group_of_vop_start_code. */
export function readGroupOfVop(bits: BitReader): GroupOfVop {
  const hours = bits.ranged(5, "time_code_hours", 0, 23, SEMANTICS);
  const minutes = bits.ranged(6, "time_code_minutes", 0, 59, SEMANTICS);
  bits.marker("ISO/IEC 14496-2, 6.2.4");
  const seconds = bits.ranged(6, "time_code_seconds", 0, 59, SEMANTICS);
  const closed = bits.flag("closed_gov");
  const brokenLink = bits.flag("broken_link");
  return { seconds: (hours * 60 + minutes) * 60 + seconds, closed, brokenLink };
}
