import type { VideoObjectLayer } from "./video-object-layer.js";
import type { MacroblockLayer } from "./wasm-module.js";

/**
 * Hands the weighting matrices to the macroblock layer, in the order of its blocks (assembly/mpeg4/scan-orders.ts).
 * @param misplaced as FFmpeg misplaces them for XviD's transform (encoder-behaviour.ts)
 */
export function writeMatrices(wasm: MacroblockLayer, layer: VideoObjectLayer, misplaced: boolean): void {
  const matrices = new Uint8Array(wasm.memory.buffer, wasm.matrices(), 128);
  for (let i = 0; i < 64; i++) {
    const weight = misplaced ? misplacedWeight(i) : i;
    const row = i >> 3;
    const lane = (row & 4) | ((row & 1) << 1) | ((row >> 1) & 1);
    const at = ((i & 7) << 3) | lane;
    matrices[at] = layer.intraMatrix[weight]!;
    matrices[64 + at] = layer.nonIntraMatrix[weight]!;
  }
}

/** Columns of a block as FFmpeg's XviD transform for SSE2 takes them. */
const XVID_COLUMNS: readonly number[] = [0, 4, 1, 5, 2, 6, 3, 7];

/** Which weight FFmpeg's coefficient `i` is multiplied by: that of the place it has in the plain transform's order, transposed. */
function misplacedWeight(i: number): number {
  return (XVID_COLUMNS[i & 7]! << 3) | (i >> 3);
}
