import type { KernelCall } from "../trace/kernel-call.js";
import { type TraceOptions, trace } from "../trace/trace.js";
import { type WithoutValuesOptions, withoutValues } from "./without-values.js";

/** Options of {@link traceShapes}. */
export interface TraceShapesOptions extends TraceOptions, WithoutValuesOptions {}

/**
 * Records the kernels that `fn` calls without computing them: the same calls with the same shapes, in the same order, as
 * {@link trace} records on the backend that is active, in milliseconds and without memory, whatever the size of the network.
 * Gradients can be traced too. Weights keep their values and stay where they are.
 *
 * @param fn  synchronous; tensors in its result have shapes and no values, the caller disposes of them
 * @throws NoValuesError where `fn` reads a tensor that was computed; UnknownShapeError where a kernel has no shape rule
 * @throws TraceError if `fn` returns a promise
 * @example const { calls } = traceShapes(() => model.predict(tf.zeros([1, 224, 224, 3])), { layers: [model] });
 */
export function traceShapes<T>(fn: () => T, options: TraceShapesOptions = {}): { result: T; calls: KernelCall[] } {
  return withoutValues(() => trace(fn, options), options);
}
