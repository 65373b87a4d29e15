import type { KernelCall, TracedTensor } from "@cvar/backend";
import { elements, isView, type TraceGraph } from "./trace-graph.js";

/**
 * Bytes that kernels move if each reads its operands from memory once and writes its results once: no cache holds anything from
 * one kernel to the next, and nothing is read twice.
 */
export interface MemoryTraffic {
  /** Weights read. */
  readonly weights: number;
  /** Other operands read. */
  readonly inputs: number;
  /** Results written. */
  readonly outputs: number;
}

const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1, complex64: 8, string: 0 };

/** The traffic of one call; views of a tensor move nothing. */
export function trafficOf(call: KernelCall, graph: TraceGraph): MemoryTraffic {
  if (isView(call)) return { weights: 0, inputs: 0, outputs: 0 };
  const operands = Object.values(call.inputs);
  const bytes = (tensors: readonly TracedTensor[]) =>
    tensors.reduce((sum, tensor) => sum + elements(tensor) * (BYTES[tensor.dtype] ?? 4), 0);
  return {
    weights: bytes(operands.filter(graph.isWeight)),
    inputs: bytes(operands.filter((operand) => !graph.isWeight(operand))),
    outputs: bytes(call.outputs),
  };
}
