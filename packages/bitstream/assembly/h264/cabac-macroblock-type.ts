// Types of macroblocks and sub-macroblocks (9.3.2.5), and the flags before them. Contexts are those of Table 9-34.

import { decision, terminate } from "./cabac-engine";
import { isFieldPair } from "./field-inference";
import { B_TYPES, I_TYPE_PCM, P_TYPES } from "./macroblock-tables";
import { DIRECT, INTRA_4X4, SI, SKIP } from "./macroblock-type";
import { leftType, topType } from "./neighbours";
import { mbStride } from "./picture-size";
import { B_SLICE, mbIndex, sliceType } from "./slice-state";

/** mb_skip_flag of the macroblock whose neighbours were found. */
export function readSkipFlag(): bool {
  const context = (sliceType == B_SLICE ? 24 : 11) +
    <i32>(leftType != 0 && (leftType & SKIP) == 0) + <i32>(topType != 0 && (topType & SKIP) == 0);
  return decision(context) != 0;
}

/** mb_field_decoding_flag; the current macroblock is the pair's top one. */
export function readFieldFlag(): bool {
  return decision(70 + <i32>isFieldPair(mbIndex - 1) + <i32>isFieldPair(mbIndex - 2 * mbStride)) != 0;
}

/** mb_type of an I macroblock (Table 9-36), 0…25, from contexts at `base`: in I slices with neighbours. */
function readIntraType(base: i32, inIntraSlice: bool): i32 {
  let at = base;
  if (inIntraSlice) {
    at += <i32>(leftType != 0 && ((leftType & INTRA_4X4) == 0 || (leftType & SI) != 0));
    at += <i32>(topType != 0 && ((topType & INTRA_4X4) == 0 || (topType & SI) != 0));
  }
  if (decision(at) == 0) return 0;
  if (terminate()) return I_TYPE_PCM;
  const more = <i32>inIntraSlice;
  at = base + (inIntraSlice ? 3 : 1);
  let type = 1 + 12 * decision(at);
  if (decision(at + 1)) type += 4 + 4 * decision(at + 1 + more);
  type += 2 * decision(at + 2 + more);
  return type + decision(at + 2 + 2 * more);
}

/** mb_type of an I slice. */
export function readTypeI(): i32 {
  return readIntraType(3, true);
}

/** mb_type of a P slice (Table 9-37); from P_TYPES on: that of an I slice. */
export function readTypeP(): i32 {
  if (decision(14)) return P_TYPES + readIntraType(17, false);
  if (decision(15)) return 2 - decision(17);
  return 3 * decision(16);
}

/** mb_type of a B slice (Table 9-37); from B_TYPES on: that of an I slice. */
export function readTypeB(): i32 {
  const indirect = SKIP | DIRECT;
  const context = 27 + <i32>(leftType != 0 && (leftType & indirect) == 0) + <i32>(topType != 0 && (topType & indirect) == 0);
  if (decision(context) == 0) return 0;
  if (decision(30) == 0) return 1 + decision(32);
  let bits = decision(31) << 3;
  bits |= decision(32) << 2;
  bits |= decision(32) << 1;
  bits |= decision(32);
  if (bits < 8) return 3 + bits;
  if (bits == 13) return B_TYPES + readIntraType(32, false);
  if (bits == 14) return 11;
  if (bits == 15) return 22;
  return ((bits << 1) | decision(32)) - 4;
}

/** sub_mb_type of a P macroblock (Table 9-38). */
export function readSubTypeP(): i32 {
  if (decision(21)) return 0;
  if (decision(22) == 0) return 1;
  return 3 - decision(23);
}

/** sub_mb_type of a B macroblock (Table 9-38). */
export function readSubTypeB(): i32 {
  if (decision(36) == 0) return 0;
  if (decision(37) == 0) return 1 + decision(39);
  let type = 3;
  if (decision(38)) {
    if (decision(39)) return 11 + decision(39);
    type = 7;
  }
  type += decision(39) << 1;
  return type + decision(39);
}
