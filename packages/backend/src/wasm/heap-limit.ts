import { HeapExhaustedError } from "../errors.js";
import type { WasmBackend } from "./backend.js";

/** More bytes than any WebAssembly address reaches. */
const FOUR_GIB = 2 ** 32;

const guarded = new WeakSet<WasmBackend["wasm"]>();

/**
 * Makes allocations in the backend's heap fail with an error. tfjs 4.22.0 takes the address 0, by which its allocator says
 * that there is no room, for a tensor's and writes there, over other tensors; a tensor of 4 GiB and more gets as many bytes
 * as are left of its size modulo 4 GiB.
 */
export function guardHeap({ wasm }: WasmBackend): void {
  if (guarded.has(wasm)) return;
  guarded.add(wasm);
  // Emscripten's own replaces itself with the module's export when it is first called.
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc;
  wasm._malloc = (bytes) => {
    const address = bytes < FOUR_GIB ? allocate.call(wasm, bytes) : 0;
    if (address === 0) throw new HeapExhaustedError(bytes, wasm.HEAPU8.length);
    return address;
  };
}
