import { wasmBase64 } from "./kernels.generated.js";

type Sums = (...addressesAndSizes: number[]) => void;

/** What assembly/index.ts exports; arrays are byte offsets into `memory`. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  reserve(bytes: number): number;
  /** (from, to, stride, begin, end, size, count, first, weights) */
  readonly sumRowsF32: Sums;
  readonly sumRowsI16: Sums;
  readonly sumRowsU8: Sums;
  /** (from, to, rows, stride, size, padded, count, first, weights) */
  readonly sumColumns: Sums;
  readonly sumPairColumns: Sums;
  toColours(y: number, cb: number, cr: number, to: number, pixels: number, table: number): void;
  toVectors(from: number, to: number, pixels: number, scaleX: number, scaleY: number): void;
}

let compiled: WebAssembly.Module | null = null;

/** A fresh instance with memory of its own. The module, of a few thousand bytes, is compiled once. */
export function instantiateKernels(): Kernels {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(wasmBase64), (character) => character.charCodeAt(0)));
  return new WebAssembly.Instance(compiled, {}).exports as unknown as Kernels;
}
