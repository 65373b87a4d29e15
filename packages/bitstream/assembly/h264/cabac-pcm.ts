// The samples of an I_PCM macroblock in CABAC (7.3.5): they interrupt the arithmetic code.

import { beginEngine, bytesAfterTerminate, bytesFrom } from "./cabac-engine";
import { pcmSamples } from "./caches";
import { HIGH } from "./config";
import { fault, TRUNCATED } from "./fault";
import { chromaDepth, chromaFormat, lumaDepth, mbChromaHeight, mbChromaWidth } from "./picture-size";

/** Reads `count` samples of `depth` bits from bit `bit` behind an address on. */
function readSamples(from: usize, bit: i32, depth: i32, to: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const window = bswap<u32>(load<u32>(from + <usize>(bit >> 3)));
    store<u16>(to + (<usize>i << 1), (window << (bit & 7)) >> (32 - depth));
    bit += depth;
  }
}

/** Reads the samples that follow mb_type and begins the arithmetic code anew. False: they are not all there. */
export function readPcm(): bool {
  const from = bytesAfterTerminate();
  const luma = HIGH ? 256 * lumaDepth : 256 * 8;
  const samples = chromaFormat == 0 ? 0 : 2 * mbChromaWidth * mbChromaHeight;
  const bytes = (luma + samples * (HIGH ? chromaDepth : 8)) >> 3;
  if (bytesFrom(from) < bytes) return fault(TRUNCATED);
  readSamples(from, 0, HIGH ? lumaDepth : 8, pcmSamples, 256);
  readSamples(from, luma, HIGH ? chromaDepth : 8, pcmSamples + 512, samples);
  beginEngine(from + <usize>bytes);
  return true;
}
