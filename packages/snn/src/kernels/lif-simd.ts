import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { LifRule } from "../neurons/lif-params.js";
import type { Formula } from "../surrogates/surrogate.js";
import { address, type WasmBackend, type WasmKernels, withScratch } from "../wasm/module.js";
import type { Extent, LifCall } from "./lif-kernels.js";
import type { LifSequences } from "./lif-sequences.js";

/** Formulas that the WebAssembly kernel computes itself, numbered as in assembly/surrogate.ts. */
const FORMULAS: readonly Formula["of"][] = ["square", "absolute", "triangle", "exponential", "gaussian", "logistic"];

/** Where everything of a call lies in the kernels' memory, as addresses; 0 is none. */
export interface LifAddresses {
  readonly x: number;
  readonly initial: number;
  readonly leak: number;
  readonly leakSize: number;
  readonly threshold: number;
  readonly thresholdSize: number;
  readonly scratch: number;
}

/** Runs the forward kernel on `extent`, which may be a part of the call's. @param out  addresses, 0 where not wanted */
export function runForward(
  kernels: WasmKernels,
  { x, initial, leak, leakSize, threshold, thresholdSize, scratch }: LifAddresses,
  out: { potential: number; spikes: number; last: number },
  extent: Extent,
  rule: LifRule,
): void {
  kernels.lifForward(
    ...[x, initial, leak, leakSize, threshold, thresholdSize, out.potential, out.spikes, out.last],
    ...[extent.outer, extent.steps, extent.row, flags(rule, initial === 0), rule.resetValue, scratch],
  );
}

/** Runs the backward kernel. @param dy, gradients  addresses, 0 where there is none */
export function runBackward(
  kernels: WasmKernels,
  { x, initial, leak, leakSize, threshold, thresholdSize, scratch }: LifAddresses,
  dy: { potential: number; spikes: number; last: number },
  gradients: { x: number; initial: number; leak: number; threshold: number },
  extent: Extent,
  rule: LifRule,
): void {
  const { formula, derivative } = rule.surrogate;
  const { of, height, slope } = formula ?? { of: null, height: 0, slope: 0 };
  const number = of === null ? FORMULAS.length : FORMULAS.indexOf(of);
  kernels.withDerivative(derivative, () => {
    kernels.lifBackward(
      ...[x, initial, leak, leakSize, threshold, thresholdSize, dy.potential, dy.spikes, dy.last],
      ...[gradients.x, gradients.initial, gradients.leak, gradients.threshold],
      ...[extent.outer, extent.steps, extent.row, flags(rule, initial === 0), rule.resetValue],
      ...[number, height, slope, scratch],
    );
  });
}

/** The forward kernel on the heap of the wasm backend. */
export function simdForward(kernels: WasmKernels, backend: WasmBackend, call: LifCall, out: LifSequences): void {
  const at = addressIn(backend);
  withScratch(backend, scratchBytes(kernels, call), (scratch) => {
    const outputs = { potential: at(out.potential), spikes: at(out.spikes), last: at(out.last) };
    runForward(kernels, addresses(call, at, scratch), outputs, call.extent, call.rule);
  });
}

/** The backward kernel on the heap of the wasm backend; the parameters' gradients come in their own shapes. */
export function simdBackward(
  kernels: WasmKernels,
  backend: WasmBackend,
  call: LifCall,
  cotangents: LifSequences,
  gradients: { x: TensorInfo; initial: TensorInfo | null; leak: TensorInfo; threshold: TensorInfo },
): void {
  const at = addressIn(backend);
  const dy = { potential: at(cotangents.potential), spikes: at(cotangents.spikes), last: at(cotangents.last) };
  const { x, initial, leak, threshold } = gradients;
  const results = { x: at(x), initial: at(initial), leak: at(leak), threshold: at(threshold) };
  withScratch(backend, scratchBytes(kernels, call), (scratch) => {
    runBackward(kernels, addresses(call, at, scratch), dy, results, call.extent, call.rule);
  });
}

function addressIn(backend: WasmBackend): (tensor: TensorInfo | null) => number {
  return (tensor) => (tensor ? address(backend, tensor) : 0);
}

function addresses(call: LifCall, at: (tensor: TensorInfo | null) => number, scratch: number): LifAddresses {
  const { x, initial, leak, threshold } = call;
  const sizes = { leakSize: size(leak), thresholdSize: size(threshold) };
  return { x: at(x), initial: at(initial), leak: at(leak), threshold: at(threshold), ...sizes, scratch };
}

function scratchBytes(kernels: WasmKernels, { leak, threshold }: LifCall): number {
  return kernels.lifScratch(size(leak), size(threshold));
}

function size({ shape }: TensorInfo): number {
  return shape.reduce((n, d) => n * d, 1);
}

/** The flags of assembly/rule.ts. */
function flags({ reset, timing, detachReset, comparison }: LifRule, rested: boolean): number {
  const resets = reset !== "none";
  const chosen = [
    reset === "subtract",
    reset === "value",
    resets && timing !== "same-step",
    resets && timing !== "delayed",
    comparison === ">=",
    rested,
    resets && timing === "delayed" && !detachReset,
    resets && timing !== "delayed" && !detachReset,
  ];
  return chosen.reduce((sum, holds, bit) => sum | (Number(holds) << bit), 0);
}
