export { arctan, atan } from "./arctan.js";
export { gaussian, gaussian as erf, multiGaussian } from "./gaussian.js";
export {
  exponential,
  leakyStep,
  rectangular,
  snnTorchTriangular,
  spikeRateEscape,
  straightThrough,
  triangular,
  triangular as piecewiseQuadratic,
} from "./piecewise.js";
export type { SurrogateSpec } from "./registry.js";
export { registerSurrogate, surrogate, surrogateNames, surrogateSpec } from "./registry.js";
export { fastSigmoid, sigmoid, softSign, superSpike } from "./sigmoid.js";
export {
  logTailedRelu,
  nonzeroSignLogAbs,
  piecewiseLeakyRelu,
  qPseudoSpike,
  registerSpikingJellySurrogates,
  s2nn,
} from "./spikingjelly.js";
export type { Formula, Surrogate } from "./surrogate.js";
