// What levels are multiplied by (8.5.9), and the quantisation parameters of chroma (8.5.8).

import { allocate } from "../common/memory";
import { chromaQpOffset, lumaQpOffset } from "./picture-size";
import { CB_QP_OFFSET, parameter, scalingLists } from "./slice-parameters";

const LIST_4X4: usize = 16;
const LIST_8X8: usize = 64;
/** Bytes of the factors of one QP. */
const FACTORS_4X4: usize = 16 * 4;
const FACTORS_8X8: usize = 64 * 4;

/** normAdjust of 4×4 blocks (8.5.9, Table of v): u8[6][3]: both coordinates even, both odd, others. */
const norm4x4: usize = memory.data<u8>([10, 16, 13, 11, 18, 14, 13, 20, 16, 14, 23, 18, 16, 25, 20, 18, 29, 23], 16);
/** normAdjust of 8×8 blocks: u8[6][6]. */
const norm8x8: usize = memory.data<u8>([
  20, 18, 32, 19, 25, 24, 22, 19, 35, 21, 28, 26, 26, 23, 42, 24, 33, 31,
  28, 25, 45, 26, 35, 33, 32, 28, 51, 30, 40, 38, 36, 32, 58, 34, 46, 43,
], 16);
/** The column of norm8x8 by 4 · (i mod 4) + j mod 4. */
const class8x8: usize = memory.data<u8>([0, 3, 4, 3, 3, 1, 5, 1, 4, 5, 2, 5, 3, 1, 5, 1], 16);

/** QPC by qPI, 30 and more (Table 8-15); below they are the same. */
const chromaQps: usize = memory.data<u8>([29, 30, 31, 32, 32, 33, 34, 34, 35, 35, 36, 36, 37, 37, 37, 38, 38, 38, 39, 39, 39, 39], 16);

/** u32[12]: address of the factors at QP′ 0 of each list: 4×4, then 8×8. Equal lists share them. */
const bases: usize = memory.data(12 * 4, 16);
/** Room for factors of their own, of each list. */
let own: usize = 0;
/** The lists that these were made of. */
const made: usize = memory.data(6 * 16 + 6 * 64, 16);
let madeLists: i32 = 0;
let qps: i32 = 0;

/** Lays out memory; false where it does not suffice. */
export function configureScaling(): bool {
  // QP′C,dc of 4:2:2 is QP′C + 3, and QP′C 39 + its offset at most.
  qps = 52 + max(lumaQpOffset, chromaQpOffset);
  own = allocate(<usize>qps * 6 * (FACTORS_4X4 + FACTORS_8X8));
  return own != 0;
}

/** Scaling factors (LevelScale4x4, LevelScale8x8: 8.5.9) from scalingLists; called when those change. */
export function buildScaling(): void {
  for (let list = 0; list < 12; list++) {
    const same = sameList(list);
    const at = same < list ? <usize>load<u32>(bases + (<usize>same << 2)) : ownFactors(list);
    store<u32>(bases + (<usize>list << 2), <u32>at);
    if (same < list) continue;
    const bytes = listBytes(list);
    const from = scalingLists + listOffset(list);
    const before = made + listOffset(list);
    if ((madeLists & (1 << list)) != 0 && memory.compare(from, before, bytes) == 0) continue;
    memory.copy(before, from, bytes);
    madeLists |= 1 << list;
    buildFactors(list < 6, from, at);
  }
}

/** The first list of the same size and content. */
function sameList(list: i32): i32 {
  const bytes = listBytes(list);
  for (let other = list < 6 ? 0 : 6; other < list; other++) {
    if (memory.compare(scalingLists + listOffset(other), scalingLists + listOffset(list), bytes) == 0) return other;
  }
  return list;
}

function listBytes(list: i32): usize {
  return list < 6 ? LIST_4X4 : LIST_8X8;
}

function listOffset(list: i32): usize {
  return list < 6 ? <usize>list * LIST_4X4 : 6 * LIST_4X4 + <usize>(list - 6) * LIST_8X8;
}

function ownFactors(list: i32): usize {
  const count = <usize>qps;
  return own + (list < 6 ? <usize>list * count * FACTORS_4X4 : 6 * count * FACTORS_4X4 + <usize>(list - 6) * count * FACTORS_8X8);
}

function buildFactors(small: bool, list: usize, at: usize): void {
  const count: usize = small ? 16 : 64;
  for (let m = 0; m < 6; m++) {
    for (let i: usize = 0; i < count; i++) {
      const norm = small ? <u32>load<u8>(norm4x4 + <usize>(m * 3) + class4x4(i)) : <u32>load<u8>(norm8x8 + <usize>(m * 6) + classOf8x8(i));
      store<u32>(at, <u32>load<u8>(list + i) * norm);
      at += 4;
    }
  }
  const before = count * 4 * 6;
  const end = at + <usize>(qps - 6) * count * 4;
  for (; at < end; at += 16) v128.store(at, i32x4.shl(v128.load(at - before), 1));
}

function class4x4(i: usize): usize {
  return ((i >> 2) & 1) == (i & 1) ? i & 1 : 2;
}

function classOf8x8(i: usize): usize {
  return <usize>load<u8>(class8x8 + (((i >> 3) & 3) << 2) + (i & 3));
}

/** Address of u32[16] (4×4) of a list 0…5 (Intra Y, Cb, Cr, Inter Y, Cb, Cr) at QP′ `qp`, in raster order: LevelScale · 2^(qp / 6), to be shifted right by 4 with rounding (8.5.12.1: below qP 24 rounds). */
// @ts-ignore: decorator
@inline
export function scaling4x4(list: i32, qp: i32): usize {
  return <usize>load<u32>(bases + (<usize>list << 2)) + <usize>qp * FACTORS_4X4;
}

/** As that, u32[64] of list 0…5 of 8×8 blocks (Intra Y, Inter Y, Intra Cb, Inter Cb, Intra Cr, Inter Cr), to be shifted right by 6. */
// @ts-ignore: decorator
@inline
export function scaling8x8(list: i32, qp: i32): usize {
  return <usize>load<u32>(bases + (<usize>list << 2), 6 * 4) + <usize>qp * FACTORS_8X8;
}

/** QP′C of plane 0 (Cb) or 1 (Cr) for QPY `qp` in the slice (8.5.8), bit depth's offset included. */
// @ts-ignore: decorator
@inline
export function chromaQp(plane: i32, qp: i32): i32 {
  const index = max(-chromaQpOffset, min(51, qp + parameter(CB_QP_OFFSET + <usize>plane)));
  return (index < 30 ? index : <i32>load<u8>(chromaQps + <usize>(index - 30))) + chromaQpOffset;
}
