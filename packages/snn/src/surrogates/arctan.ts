import { byFormula } from "./formula.js";
import type { Surrogate } from "./surrogate.js";

/**
 * Inverse tangent of width γ: σ'(u) = 1 / (1 + γu²)     (Das Biswas et al., section "STM": γ = 100).
 *
 * Smooth step: σ(u) = arctan(√γ·u) / √γ, which rises by π/√γ.
 *
 * @param gamma γ > 0
 */
export function arctan(gamma = 100): Surrogate {
  return byFormula("arctan", { gamma }, { of: "square", height: 1, slope: gamma });
}

/**
 * Inverse tangent as snnTorch's `atan` and SpikingJelly's `ATan` define it: σ'(u) = (α/2) / (1 + (παu/2)²).
 *
 * Smooth step: σ(u) = arctan(παu/2) / π + ½     (Fang et al. 2021, "Incorporating learnable membrane time constant").
 *
 * @param alpha α > 0; 2 in both libraries
 */
export function atan(alpha = 2): Surrogate {
  const slope = (Math.PI * alpha) / 2;
  return byFormula("atan", { alpha }, { of: "square", height: alpha / 2, slope: slope * slope });
}
