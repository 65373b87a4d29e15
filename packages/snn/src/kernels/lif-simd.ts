import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { LifRule } from "../neurons/lif-params.js";
import type { Formula } from "../surrogates/surrogate.js";
import { address, type WasmBackend, type WasmKernels, withScratch } from "../wasm/module.js";
import type { LifCall } from "./lif-kernels.js";
import type { LifSequences } from "./lif-sequences.js";

/** Formulas that the WebAssembly kernel computes itself, numbered as in assembly/surrogate.ts. */
const FORMULAS: readonly Formula["of"][] = ["square", "absolute", "triangle", "exponential", "gaussian", "logistic"];

/** `lifForward` of lif-loop.ts on the backend's heap. */
export function simdForward(kernels: WasmKernels, backend: WasmBackend, call: LifCall, out: LifSequences): void {
  const at = addressIn(backend);
  withScratch(backend, scratchBytes(kernels, call), (scratch) => {
    kernels.lifForward(
      ...[...inputs(call, at), at(out.potential), at(out.spikes), at(out.last)],
      ...[...numbers(call), scratch],
    );
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
  const at = addressIn(backend);
  const { formula, derivative } = call.rule.surrogate;
  const { of, height, slope } = formula ?? { of: null, height: 0, slope: 0 };
  const number = of === null ? FORMULAS.length : FORMULAS.indexOf(of);
  const given = [at(cotangents.potential), at(cotangents.spikes), at(cotangents.last)];
  const results = [at(gradients.x), at(gradients.initial), at(gradients.leak), at(gradients.threshold)];
  withScratch(backend, scratchBytes(kernels, call), (scratch) => {
    kernels.withDerivative(derivative, () => {
      kernels.lifBackward(
        ...[...inputs(call, at), ...given, ...results],
        ...[...numbers(call), number, height, slope, scratch],
      );
    });
  });
}

function addressIn(backend: WasmBackend): (tensor: TensorInfo | null) => number {
  return (tensor) => (tensor ? address(backend, tensor) : 0);
}

function inputs({ x, initial, leak, threshold }: LifCall, at: (tensor: TensorInfo | null) => number): number[] {
  return [at(x), at(initial), at(leak), size(leak), at(threshold), size(threshold)];
}

function numbers({ extent, rule, initial }: LifCall): number[] {
  return [extent.outer, extent.steps, extent.row, flags(rule, initial === null), rule.resetValue];
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
