import type { VideoObjectLayer } from "./video-object-layer.js";
import type { MacroblockLayer } from "./wasm-module.js";

/** Hands the weighting matrices to the macroblock layer, in the order of its blocks (assembly/mpeg4/scan-orders.ts). */
export function writeMatrices(wasm: MacroblockLayer, layer: VideoObjectLayer): void {
  const matrices = new Uint8Array(wasm.memory.buffer, wasm.matrices(), 128);
  for (let i = 0; i < 64; i++) {
    const row = i >> 3;
    const lane = (row & 4) | ((row & 1) << 1) | ((row >> 1) & 1);
    const at = ((i & 7) << 3) | lane;
    matrices[at] = layer.intraMatrix[i]!;
    matrices[64 + at] = layer.nonIntraMatrix[i]!;
  }
}
