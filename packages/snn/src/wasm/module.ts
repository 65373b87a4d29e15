import type { DataType, KernelBackend, TensorInfo, TypedArray } from "@tensorflow/tfjs-core";
import { sharedMemoryImport, wasmHex } from "./kernels.generated.js";

/** Exports of the module compiled from `assembly/`; addresses are bytes in the memory it shares with tfjs, 0 is none. */
export interface WasmKernels {
  lifForward(...addressesAndNumbers: number[]): void;
  lifBackward(...addressesAndNumbers: number[]): void;
  /** Bytes of scratch that both need, after the sizes of λ and v_th. */
  lifScratch(leakSize: number, thresholdSize: number): number;
  /** Runs `use` while `derivative` is the surrogate that `lifBackward` asks for where it does not know the formula. */
  withDerivative(derivative: (u: number) => number, use: () => void): void;
}

/** The parts of tfjs 4.22's `BackendWasm` that are used here; its own types do not export them. */
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

const instances = new WeakMap<WebAssembly.Memory, WasmKernels>();

/** The SIMD kernels, working in the very memory of the tfjs wasm backend; null where it hides that memory. */
export function wasmKernels(backend: WasmBackend): WasmKernels | null {
  const memory = backend.wasm.asm?.memory ?? backend.wasm.wasmMemory;
  if (!(memory instanceof WebAssembly.Memory)) return null;
  let kernels = instances.get(memory);
  if (!kernels) {
    kernels = instantiate(memory);
    instances.set(memory, kernels);
  }
  return kernels;
}

/** Kernels in a memory of their own. */
export interface OwnKernels {
  readonly kernels: WasmKernels;
  readonly memory: WebAssembly.Memory;
}

let own: OwnKernels | null | undefined;

/** The same in a memory of their own, for backends that have none; null where a page's policy forbids WebAssembly. */
export function ownKernels(): OwnKernels | null {
  if (own === undefined) {
    try {
      const memory = new WebAssembly.Memory({ initial: 1 });
      own = { kernels: instantiate(memory), memory };
    } catch {
      own = null;
    }
  }
  return own;
}

function instantiate(memory: WebAssembly.Memory): WasmKernels {
  const shared = typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;
  const { from, to, hex } = sharedMemoryImport;
  const text = shared ? wasmHex.slice(0, 2 * from) + hex + wasmHex.slice(2 * to) : wasmHex;
  const bytes = Uint8Array.from(text.match(/../g)!, (byte) => Number.parseInt(byte, 16));
  let current: (u: number) => number = () => 0;
  const derivative = (at: number, size: number) => {
    const values = new Float32Array(memory.buffer, at >>> 0, size);
    for (let i = 0; i < size; i++) values[i] = current(values[i]!);
  };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory, derivative } });
  const withDerivative = (chosen: (u: number) => number, use: () => void) => {
    current = chosen;
    use();
  };
  return { ...(exports as unknown as WasmKernels), withDerivative };
}

/** Moves tensors that another backend holds into the heap, before views are taken: a heap that grows detaches those. */
export function bringToHeap(backend: WasmBackend, tensors: Iterable<TensorInfo>): void {
  for (const { dataId } of tensors) backend.dataIdMap.get(dataId);
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
