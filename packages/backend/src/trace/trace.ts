import * as tf from "@tensorflow/tfjs-core";
import { TraceError } from "../errors.js";
import type { KernelCall, TracedTensor } from "./kernel-call.js";
import { type NamedLayer, watchLayers } from "./layer-scopes.js";

/** Options of {@link trace}. */
export interface TraceOptions {
  /** Layers (or models) whose names shall be in `scope`; tf.layers itself leaves no trace of them. */
  readonly layers?: readonly NamedLayer[];
  /**
   * Called after each kernel with its input and output tensors, still alive. It may read them; kernels that it runs are
   * not recorded. It must not dispose them.
   */
  readonly inspect?: (
    call: KernelCall,
    inputs: Readonly<Record<string, tf.Tensor>>,
    outputs: readonly tf.Tensor[],
  ) => void;
}

type RunKernel = ReturnType<typeof tf.engine>["runKernel"];

/**
 * Runs `fn` and records the kernels that it calls, on whatever backend is active. Kernels that another kernel runs to do
 * its work are part of that one. Gradients' kernels are recorded like any others. Not tracing costs nothing: the engine
 * is wrapped only while `fn` runs, and unwrapped if it throws.
 *
 * @param fn  synchronous; its result is returned
 * @throws TraceError if `fn` returns a promise (kernels after its first `await` would be missed)
 * @example const { calls } = trace(() => model.predict(x), { layers: [model] });
 */
export function trace<T>(fn: () => T, options: TraceOptions = {}): { result: T; calls: KernelCall[] } {
  const engine = tf.engine();
  const calls: KernelCall[] = [];
  const entered: Entered[] = [];
  const own = Object.getOwnPropertyDescriptor(engine, "runKernel");
  const runKernel: RunKernel = engine.runKernel;
  let busy = false;

  const recording = (kernelName: string, inputs: tf.NamedTensorMap, attrs?: tf.NamedAttrMap) => {
    if (busy) return runKernel.call(engine, kernelName, inputs, attrs);
    busy = true;
    try {
      const result = runKernel.call(engine, kernelName, inputs, attrs);
      const outputs = (Array.isArray(result) ? result : [result]) as tf.Tensor[];
      const given = Object.fromEntries(Object.entries(inputs).filter(([, tensor]) => tensor != null));
      const call: KernelCall = {
        kernel: kernelName,
        inputs: Object.fromEntries(Object.entries(given).map(([name, tensor]) => [name, describe(tensor)])),
        outputs: outputs.map(describe),
        attributes: { ...attrs },
        scope: scopeName(entered),
      };
      calls.push(call);
      options.inspect?.(call, given, outputs);
      return result;
    } finally {
      busy = false;
    }
  };

  const unwatch = watchLayers(options.layers ?? [], (name) => {
    entered.push({ name, depth: scopeStack().length });
    return () => void entered.pop();
  });
  Object.defineProperty(engine, "runKernel", { configurable: true, writable: true, value: recording });
  try {
    const result = fn();
    if (typeof (result as { then?: unknown } | null)?.then === "function") {
      throw new TraceError(
        "a trace is of one synchronous function, this one returned a promise: trace the part before it",
      );
    }
    return { result, calls };
  } finally {
    if (own) Object.defineProperty(engine, "runKernel", own);
    else Reflect.deleteProperty(engine, "runKernel");
    unwatch();
  }
}

/** A layer that was entered when the engine's stack of scopes was `depth` high. */
interface Entered {
  readonly name: string;
  readonly depth: number;
}

function describe(tensor: tf.Tensor): TracedTensor {
  return { shape: [...tensor.shape], dtype: tensor.dtype, tensor: tensor.id };
}

interface EngineState {
  readonly state: { readonly scopeStack: readonly { readonly name?: string }[] };
}

function scopeStack(): EngineState["state"]["scopeStack"] {
  return (tf.engine() as unknown as EngineState).state.scopeStack;
}

/** Layers and named scopes by nesting; the scopes that operations and nameless tidies open are left out. */
function scopeName(entered: readonly Entered[]): string {
  const names: string[] = [];
  let next = 0;
  scopeStack().forEach(({ name }, depth) => {
    while (next < entered.length && entered[next]!.depth <= depth) names.push(entered[next++]!.name);
    if (name && !name.endsWith("__op") && name !== "unnamed scope") names.push(name);
  });
  for (; next < entered.length; next++) names.push(entered[next]!.name);
  return names.join("/");
}
