export { BackendError, isBackendError, KernelInputError, NoBackendError, TraceError } from "./errors.js";
export { type ComplexParts, circularConvolution, fourierTransform } from "./fourier-transform.js";
export { type AdamSettings, type AdamTensors, adamStep } from "./kernels/adam.js";
export { registerTrainingKernels } from "./register-training-kernels.js";
export type { BackendAttempt, BackendChoice, SelectOptions } from "./select-backend.js";
export { selectBackend } from "./select-backend.js";
export type { KernelCall, TracedTensor } from "./trace/kernel-call.js";
export type { NamedLayer } from "./trace/layer-scopes.js";
export { type TraceOptions, trace } from "./trace/trace.js";
