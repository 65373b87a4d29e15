import type { TaskContext } from "../../src/pool/task.js";

export const notATask: number;
export function product(input: { a: Float32Array; b: Float32Array; n: number }): Promise<Float32Array>;
export function filterGradient(size: number): Promise<{ value: number; gradient: Float32Array }>;
export function weights(shared: SharedArrayBuffer): number;
export function who(
  input: unknown,
  context: TaskContext,
): { worker: number; workers: number; data: unknown; count: number };
export function wait(ms: number, context: TaskContext): Promise<string>;
export function spin(): never;
export function throws(message: string): never;
export function traps(): void;
export function exits(code: number): never;
export function works(input: { shared: SharedArrayBuffer; times: number }): void;
export function tensor(): unknown;
export function unsendable(): unknown;
export function moved(array: Float32Array, context: TaskContext): Float32Array;
export function mark(input: { shared: SharedArrayBuffer; place: number }): number;
