import type { Rotation } from "../frame.js";
import { dataView } from "../source/read.js";
import { type Box, child } from "./mp4-boxes.js";

/** Bytes of `tkhd` before its matrix, by version (ISO/IEC 14496-12, 8.3.2). */
const BEFORE_MATRIX = [40, 52];

/** How far a track's matrix {a, b, u, c, d, v, …} turns its pictures; 0 where it mirrors or does anything else to them. */
export function rotationOf(trak: Box): Rotation {
  const tkhd = child(trak, "tkhd");
  const at = BEFORE_MATRIX[tkhd?.body[0] ?? 0];
  if (!tkhd || at === undefined || tkhd.body.length < at + 20) return 0;
  const view = dataView(tkhd.body);
  const [a, b, c, d] = [0, 4, 12, 16].map((offset) => Math.sign(view.getInt32(at + offset)));
  if (a === 0 && d === 0 && b === -c!) return b === 1 ? 90 : b === -1 ? 270 : 0;
  return b === 0 && c === 0 && a === -1 && d === -1 ? 180 : 0;
}
