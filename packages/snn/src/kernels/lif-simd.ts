import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { LifRule } from "../neurons/lif-params.js";
import { address, type WasmBackend, type WasmKernels, wasmKernels, withScratch } from "../wasm/module.js";
import type { LifCall } from "./lif-kernels.js";
import type { LifSequences } from "./lif-sequences.js";

/** True where the WebAssembly kernel runs this recurrence: rows of whole vectors, a surrogate that it knows. */
export function simdKernels(backend: WasmBackend, { extent, rule }: LifCall): WasmKernels | null {
  return extent.row % 4 === 0 && rule.surrogate.rational ? wasmKernels(backend) : null;
}

/** `lifForward` of lif-loop.ts on the backend's heap. */
export function simdForward(kernels: WasmKernels, backend: WasmBackend, call: LifCall, out: LifSequences): void {
  const { rule, initial } = call;
  const { outer, steps, row } = call.extent;
  const at = (tensor: TensorInfo | null) => (tensor ? address(backend, tensor) : 0);
  withScratch(backend, 8 * row, (rows) => {
    const parameters = spreadParameters(backend, call, row, rows);
    const outputs = [at(out.potential), at(out.spikes), at(out.last)];
    const numbers = [outer, steps, row, flags(rule, initial === null), rule.resetValue];
    kernels.lifForward(at(call.x), at(initial), ...parameters, ...outputs, ...numbers);
  });
}

/** `lifBackward` of lif-loop-backward.ts on the backend's heap; the parameters' gradients come in their own shapes. */
export function simdBackward(
  kernels: WasmKernels,
  backend: WasmBackend,
  call: LifCall,
  cotangents: LifSequences,
  gradients: { x: TensorInfo; initial: TensorInfo | null; leak: TensorInfo; threshold: TensorInfo },
): void {
  const { rule, initial } = call;
  const { outer, steps, row } = call.extent;
  const at = (tensor: TensorInfo | null) => (tensor ? address(backend, tensor) : 0);
  const { height, slope } = rule.surrogate.rational!;
  withScratch(backend, 24 * row + kernels.lifBackwardScratch(steps), (sums) => {
    const parameters = spreadParameters(backend, call, row, sums + 16 * row);
    const given = [at(cotangents.potential), at(cotangents.spikes), at(cotangents.last)];
    const results = [at(gradients.x), at(gradients.initial), sums];
    const numbers = [outer, steps, row, flags(rule, initial === null), rule.resetValue, height, slope];
    const scratch = sums + 24 * row;
    kernels.lifBackward(at(call.x), at(initial), ...parameters, ...given, ...results, ...numbers, scratch);
    const { buffer } = backend.wasm.HEAPU8;
    foldSums(new Float64Array(buffer, sums, row), backend.typedArrayFromHeap(gradients.leak) as Float32Array);
    foldSums(
      new Float64Array(buffer, sums + 8 * row, row),
      backend.typedArrayFromHeap(gradients.threshold) as Float32Array,
    );
  });
}

/** Repeats a parameter over a row: it belongs to the row's trailing axes. */
export function spread(parameter: Float32Array, row: Float32Array): Float32Array {
  if (parameter.length === 1) return row.fill(parameter[0]!);
  for (let i = 0; i < row.length; i += parameter.length) row.set(parameter, i);
  return row;
}

/** The transpose of {@link spread}. */
export function foldSums(sums: Float64Array, into: Float32Array): void {
  const total = new Float64Array(into.length);
  for (let i = 0, k = 0; i < sums.length; i++, k = k + 1 === into.length ? 0 : k + 1) total[k]! += sums[i]!;
  into.set(total);
}

/** Writes λ and v_th, one number per entry of a row, at `rows`; returns both addresses. */
function spreadParameters(
  backend: WasmBackend,
  { leak, threshold }: LifCall,
  row: number,
  rows: number,
): [number, number] {
  const { buffer } = backend.wasm.HEAPU8;
  const addresses: [number, number] = [rows, rows + 4 * row];
  [leak, threshold].forEach((parameter, i) => {
    const values = backend.typedArrayFromHeap(parameter) as Float32Array;
    spread(values, new Float32Array(buffer, addresses[i], row));
  });
  return addresses;
}

/** The flags of assembly/rule.ts and assembly/backward.ts. */
function flags(rule: LifRule, rested: boolean): number {
  const { reset, timing, detachReset, comparison, surrogate } = rule;
  const resets = reset !== "none";
  const chosen: [boolean, number][] = [
    [reset === "subtract", 1],
    [reset === "value", 2],
    [resets && timing !== "same-step", 4],
    [resets && timing !== "delayed", 8],
    [comparison === ">=", 16],
    [rested, 32],
    [resets && timing === "delayed" && !detachReset, 64],
    [resets && timing !== "delayed" && !detachReset, 128],
    [surrogate.rational?.of === "absolute", 256],
  ];
  return chosen.reduce((sum, [holds, flag]) => sum + (holds ? flag : 0), 0);
}
