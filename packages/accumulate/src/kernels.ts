import { wasmBase64 } from "./kernels.generated.js";

/** What assembly/index.ts exports; arrays are byte offsets into `memory`. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  reserve(bytes: number): number;
  traceMotion(
    from: number,
    to: number,
    width: number,
    height: number,
    vectors: number,
    intra: number,
    columns: number,
    rows: number,
    blockSize: number,
    up: boolean,
  ): void;
  traceResidual(
    from: number,
    to: number,
    delta: number,
    reference: number,
    width: number,
    height: number,
    vectors: number,
    intra: number,
    columns: number,
    rows: number,
    blockSize: number,
    up: boolean,
  ): void;
}

let compiled: WebAssembly.Module | null = null;

/** A fresh instance with memory of its own. The module, of a few hundred bytes, is compiled once. */
export function instantiateKernels(): Kernels {
  compiled ??= new WebAssembly.Module(decodeBase64(wasmBase64));
  return new WebAssembly.Instance(compiled, {}).exports as unknown as Kernels;
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
