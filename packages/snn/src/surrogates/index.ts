export { arctan, atan } from "./arctan.js";
export { gaussian } from "./gaussian.js";
export { exponential, snnTorchTriangular, straightThrough, triangular } from "./piecewise.js";
export type { SurrogateSpec } from "./registry.js";
export { registerSurrogate, surrogate, surrogateNames, surrogateSpec } from "./registry.js";
export { fastSigmoid, sigmoid, softSign } from "./sigmoid.js";
export type { Surrogate } from "./surrogate.js";
