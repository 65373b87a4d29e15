import type { CoviarKernels } from "./coviar-kernels.js";
import { wasmBase64 } from "./kernels.generated.js";
import type { NetworkKernels } from "./network/network-kernels.js";

/** What assembly/index.ts exports; arrays and records (assembly/grid.ts, residual.ts, warp.ts) are byte offsets into `memory`. */
export interface Kernels extends CoviarKernels, NetworkKernels {
  readonly memory: WebAssembly.Memory;
  reserve(bytes: number): number;
  traceMotion(
    references: number,
    to: number,
    width: number,
    height: number,
    grid: number,
    warp: number,
    row: number,
    up: boolean,
  ): void;
  traceResidual(references: number, plane: number, grid: number, warp: number, up: boolean): void;
  rebase(
    motion: number,
    from: number,
    to: number,
    reference: number,
    next: number,
    width: number,
    height: number,
    lumaWidth: number,
    chroma: number,
  ): void;
}

let compiled: WebAssembly.Module | null = null;

/** A fresh instance with memory of its own. The module, of a few thousand bytes, is compiled once. */
export function instantiateKernels(): Kernels {
  compiled ??= new WebAssembly.Module(decodeBase64(wasmBase64));
  return new WebAssembly.Instance(compiled, {}).exports as unknown as Kernels;
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
