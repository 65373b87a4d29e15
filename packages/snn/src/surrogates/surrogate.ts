import type { Tensor } from "@tensorflow/tfjs-core";

/**
 * A stand-in for the derivative of the Heaviside step H(u), u being the potential's distance from the threshold.
 *
 * It is given twice: on one number (for the fused kernels) and on tensors (for backends that run operations). A test
 * compares the two for every surrogate.
 */
export interface Surrogate {
  /** Registered name; with `parameters` it is all that a saved model keeps. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, number>>;
  /** σ'(u) for one distance `u` = potential − threshold. */
  derivative(u: number): number;
  /** σ'(u) element by element, of `u`'s shape; the caller owns it. */
  gradient(u: Tensor): Tensor;
  /**
   * Set: a neuron emits this smooth function of u instead of H(u), SpikingJelly's `spiking=False`. With a primitive of σ'
   * the whole network is differentiable and its gradient the surrogate's: what a gradient check needs. Never saved.
   */
  relaxation?(u: Tensor): Tensor;
  /** Set where σ' is one of these formulas: the WebAssembly kernel computes those itself, others by `derivative`. */
  readonly formula?: Formula;
}

/**
 * σ'(u) with height h and slope s ≥ 0: h / (1 + s·u²) (`"square"`), h / (1 + s·|u|)² (`"absolute"`), max(0, h − s·|u|)
 * (`"triangle"`), h·exp(−s·|u|) (`"exponential"`), h·exp(−s·u²) (`"gaussian"`), h·e / (1 + e)² with e = exp(−s·|u|)
 * (`"logistic"`).
 */
export interface Formula {
  readonly of: "square" | "absolute" | "triangle" | "exponential" | "gaussian" | "logistic";
  readonly height: number;
  readonly slope: number;
}
