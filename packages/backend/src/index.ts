export { gelu, swish } from "./activations.js";
export {
  BackendError,
  HeapExhaustedError,
  isBackendError,
  KernelInputError,
  NoBackendError,
  NoValuesError,
  PoolError,
  TaskError,
  TraceError,
  UnknownShapeError,
  WorkerDiedError,
} from "./errors.js";
export { type ComplexParts, circularConvolution, fourierTransform } from "./fourier-transform.js";
export { type AdamSettings, type AdamTensors, adamStep } from "./kernels/adam.js";
export { layerNorm } from "./layer-norm.js";
export type { WasmFile, WasmPaths } from "./load-backend.js";
export { AdamOptimizer, type AdamOptions, adam } from "./optimizers/adam.js";
export type { BackendPool, MapOptions, PoolOptions, RunOptions } from "./pool/backend-pool.js";
export type { WorkerMemory } from "./pool/messages.js";
export type { AnyTasks, Task, TaskContext, TaskInput, TaskName, TaskOutput } from "./pool/task.js";
export { registerTrainingKernels } from "./register-training-kernels.js";
export type { BackendAttempt, BackendChoice, SelectOptions } from "./select-backend.js";
export { selectBackend } from "./select-backend.js";
export { registerShape } from "./shapes/shape-kernels.js";
export type { ShapeRule, TensorShape } from "./shapes/shape-rule.js";
export { type TraceShapesOptions, traceShapes } from "./shapes/trace-shapes.js";
export { type WithoutValuesOptions, withoutValues } from "./shapes/without-values.js";
export type { KernelCall, TracedTensor } from "./trace/kernel-call.js";
export type { NamedLayer } from "./trace/layer-scopes.js";
export { type TraceOptions, trace } from "./trace/trace.js";
