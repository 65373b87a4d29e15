import type { DataType, KernelBackend, TensorInfo, TypedArray } from "@tensorflow/tfjs-core";

/** The parts of tfjs 4.22's `BackendWasm` that kernels use; its own types do not export them. */
export interface WasmBackend extends KernelBackend {
  readonly wasm: {
    _malloc(bytes: number): number;
    _free(address: number): void;
    readonly HEAPU8: Uint8Array;
    /** Exports of the Emscripten module; its memory is there, or at `wasmMemory` in the threaded build. */
    readonly asm?: { readonly memory?: WebAssembly.Memory };
    readonly wasmMemory?: WebAssembly.Memory;
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
  typedArrayFromHeap(info: TensorInfo): TypedArray;
}

/** True for tfjs's wasm backend. */
export function isWasm(backend: unknown): backend is WasmBackend {
  return "typedArrayFromHeap" in (backend as object);
}

/** Address of a tensor in the backend's heap, in bytes. Heap growth moves views, never addresses. */
export function address(backend: WasmBackend, tensor: TensorInfo): number {
  return backend.dataIdMap.get(tensor.dataId).memoryOffset >>> 0;
}

/** Runs `use` with the 16-byte aligned address of `bytes` of scratch memory in the backend's heap. */
export function withScratch<T>(backend: WasmBackend, bytes: number, use: (scratch: number) => T): T {
  const block = backend.wasm._malloc(bytes + 16) >>> 0;
  try {
    return use(((block + 15) & ~15) >>> 0);
  } finally {
    backend.wasm._free(block);
  }
}
