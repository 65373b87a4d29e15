// I_PCM macroblocks without CABAC (7.3.5).

import { pos, read, seek } from "./bits";
import { pcmSamples } from "./caches";
import { enterResidual, leaveResidual } from "./data-partitions";
import { storeNoMotion } from "./fill-caches";
import * as arrays from "./macroblock-arrays";
import { FIELD, I_PCM } from "./macroblock-type";
import { chromaDepth, chromaFormat, lumaDepth, lumaQpOffset, mbChromaHeight, mbChromaWidth } from "./picture-size";
import { reconstructMacroblock } from "./reconstruction";
import { fieldMode, mbIndex, setMbType, sliceNumber } from "./slice-state";

/** Reads the samples of an I_PCM macroblock, and does all that is to be done with it. */
export function readPcm(): void {
  setMbType(fieldMode ? I_PCM | FIELD : I_PCM);
  const chroma = chromaFormat == 0 ? 0 : 2 * mbChromaWidth * mbChromaHeight;
  let whole = enterResidual();
  if (whole) {
    seek((pos + 7) & ~7);
    readSamples(pcmSamples, 256, lumaDepth);
    readSamples(pcmSamples + 512, chroma, chromaDepth);
    whole = leaveResidual(true);
  }
  if (!whole) {
    greySamples(pcmSamples, 256, lumaDepth);
    greySamples(pcmSamples + 512, chroma, chromaDepth);
  }
  storePcm();
  reconstructMacroblock();
}

function readSamples(to: usize, count: i32, depth: i32): void {
  for (let i = 0; i < count; i++) store<u16>(to + (<usize>i << 1), <u16>read(depth));
}

function greySamples(to: usize, count: i32, depth: i32): void {
  const grey = 1 << (depth - 1);
  for (let i = 0; i < count; i++) store<u16>(to + (<usize>i << 1), <u16>grey);
}

/** Notes what others need of an I_PCM macroblock: all its blocks count as full (9.2.1), QP′Y is 0 for the deblocking filter. */
export function storePcm(): void {
  const index = <usize>mbIndex;
  const full = i8x16.splat(16);
  const counts = arrays.coefficientCounts + index * 48;
  v128.store(counts, full);
  v128.store(counts, full, 16);
  v128.store(counts, full, 32);
  storeNoMotion();
  store<u8>(arrays.chromaModes + index, 0);
  store<u32>(arrays.types + (index << 2), fieldMode ? I_PCM | FIELD : I_PCM);
  store<u16>(arrays.sliceNumbers + (index << 1), <u16>sliceNumber);
  store<u16>(arrays.codedBlockPatterns + (index << 1), 0x72f);
  store<i8>(arrays.qps + index, <i8>-lumaQpOffset);
}
