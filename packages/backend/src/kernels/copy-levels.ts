import type * as tf from "@tensorflow/tfjs-core";
import type { WasmBackend } from "../wasm/backend.js";
import { wasmKernels } from "../wasm/module.js";

/** An extent of a copy: how many rows, and the bytes from one to the next. */
export interface Level {
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/** True for tensors whose values lie in the heap one after the other. */
export function isNumeric({ dtype }: tf.TensorInfo): boolean {
  return dtype === "float32" || dtype === "int32" || dtype === "bool";
}

/** Neighbouring levels whose rows follow each other on both sides as one. */
export function merged(levels: readonly Level[]): Level[] {
  const all: Level[] = [];
  for (const level of levels) {
    const inside = all.at(-1);
    if (inside && level.from === inside.from * inside.count && level.to === inside.to * inside.count) {
      all[all.length - 1] = { ...inside, count: inside.count * level.count };
    } else all.push(level);
  }
  return all;
}

/** Copies rows over any number of levels, innermost first. */
export function copyLevels(
  backend: WasmBackend,
  from: number,
  to: number,
  row: number,
  levels: readonly Level[],
): void {
  const one: Level = { count: 1, from: 0, to: 0 };
  const [inner = one, outer = one, ...rest] = levels;
  const outermost = rest.at(-1);
  if (!outermost) {
    const [i, o] = [inner, outer];
    wasmKernels(backend).copyRows(from, to, row, o.count, o.from, o.to, i.count, i.from, i.to);
    return;
  }
  for (let i = 0; i < outermost.count; i++) {
    copyLevels(backend, from + i * outermost.from, to + i * outermost.to, row, levels.slice(0, -1));
  }
}
