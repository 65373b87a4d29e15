import * as tf from "@tensorflow/tfjs-core";
import { TraceError, UnknownShapeError } from "../errors.js";
import { backendOf, SHAPE_BACKEND, ShapeBackend } from "./shape-backend.js";
import { followBackend, registerStock } from "./shape-kernels.js";

/** Options of {@link withoutValues}. */
export interface WithoutValuesOptions {
  /**
   * Name of the backend whose one-pass kernels (gelu, swish, layer norm, Adam and gradients, after `registerTrainingKernels`
   * on wasm) are called here too; null: none, as on cpu. The backend that is active, if not given.
   */
  readonly like?: string | null;
}

/** The parts of the engine that say which backend runs. */
interface EngineBackend {
  backendName: string | null;
  backendInstance: tf.KernelBackend | null;
  pendingBackendInit: Promise<boolean> | null;
  runKernel: (name: string, inputs: object, attributes?: object) => unknown;
}

const backend = /* @__PURE__ */ new ShapeBackend();

/**
 * Runs `fn` on a backend whose tensors have shapes and types and no values: a network of any size runs in milliseconds and
 * takes no memory, whatever backend is active, or none. Afterwards the active backend is what it was, also if `fn` throws.
 *
 * Tensors that live on another backend (a model's weights) can be inputs; they are neither moved nor copied, and a variable
 * of another backend keeps its values when `fn` assigns to it. What `fn` makes and does not dispose of has no values later
 * either: it is for its shape, and the caller owns it.
 *
 * @param fn  synchronous
 * @throws NoValuesError where `fn` reads a tensor that was computed; UnknownShapeError where a kernel has no shape rule
 * @throws TraceError if `fn` returns a promise
 * @example const { shape } = withoutValues(() => model.predict(tf.zeros([1, 224, 224, 3])));
 */
export function withoutValues<T>(fn: () => T, options: WithoutValuesOptions = {}): T {
  const engine = tf.engine() as unknown as EngineBackend;
  const { backendName, backendInstance, pendingBackendInit } = engine;
  if (backendName === SHAPE_BACKEND) return fn();
  registerStock();
  followBackend(options.like === undefined ? backendName : options.like);

  const own = Object.getOwnPropertyDescriptor(engine, "runKernel");
  const runKernel = engine.runKernel;
  const checked: EngineBackend["runKernel"] = (name, inputs, attributes) => {
    if (engine.backendName === SHAPE_BACKEND && !tf.getKernel(name, SHAPE_BACKEND)) throw new UnknownShapeError(name);
    return runKernel.call(engine, name, inputs, attributes);
  };
  const assignments = keepAssigned();
  // Debugging reads every result.
  const debugging = tf.env().getBool("DEBUG");
  if (debugging) tf.env().set("DEBUG", false);
  Object.assign(engine, { backendName: SHAPE_BACKEND, backendInstance: backend, pendingBackendInit: null });
  Object.defineProperty(engine, "runKernel", { configurable: true, writable: true, value: checked });
  try {
    const result = fn();
    if (typeof (result as { then?: unknown } | null)?.then === "function") {
      throw new TraceError("shapes are computed for one synchronous function, this one returned a promise");
    }
    return result;
  } finally {
    if (own) Object.defineProperty(engine, "runKernel", own);
    else Reflect.deleteProperty(engine, "runKernel");
    Object.assign(engine, { backendName, backendInstance, pendingBackendInit });
    assignments();
    if (debugging) tf.env().set("DEBUG", true);
  }
}

/** While it lasts, assigning to a variable that another backend holds leaves it as it is. @returns undoes it */
function keepAssigned(): () => void {
  const { assign } = tf.Variable.prototype;
  tf.Variable.prototype.assign = function (this: tf.Variable, value: tf.Tensor) {
    if (backendOf(this.dataId) === backend || backendOf(value.dataId) !== backend) assign.call(this, value);
  };
  return () => {
    tf.Variable.prototype.assign = assign;
  };
}
