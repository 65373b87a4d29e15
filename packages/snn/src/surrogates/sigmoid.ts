import { byFormula } from "./formula.js";
import type { Surrogate } from "./surrogate.js";

/**
 * Derivative of a logistic function: σ'(u) = k·s(ku)·(1 − s(ku)), s(z) = 1/(1 + e^−z).
 *
 * Smooth step: σ(u) = s(ku).
 *
 * @param slope k > 0; 25 in snnTorch, 4 in SpikingJelly
 */
export function sigmoid(slope = 25): Surrogate {
  return byFormula("sigmoid", { slope }, { of: "logistic", height: slope, slope });
}

/**
 * Fast sigmoid: σ'(u) = 1 / (1 + k|u|)²     (snnTorch's `fast_sigmoid`).
 *
 * Smooth step: σ(u) = u / (1 + k|u|), which rises by 2/k.
 *
 * @param slope k > 0; 25 in snnTorch
 */
export function fastSigmoid(slope = 25): Surrogate {
  return byFormula("fastSigmoid", { slope }, { of: "absolute", height: 1, slope });
}

/**
 * SuperSpike: σ'(u) = h / (1 + β|u|)²     (Zenke & Ganguli 2018, "SuperSpike", Eq. 3.4): {@link fastSigmoid} with a height.
 *
 * Smooth step: σ(u) = h·u / (1 + β|u|).
 *
 * @param beta β > 0; 100 in Norse, 1 in SpikingJelly (whose α is the height)
 * @param height h, 1 by default
 */
export function superSpike(beta = 100, height = 1): Surrogate {
  return byFormula("superSpike", { beta, height }, { of: "absolute", height, slope: beta });
}

/**
 * Soft sign as SpikingJelly's `SoftSign` scales it: σ'(u) = α / (2(1 + α|u|)²).
 *
 * Smooth step: σ(u) = ½ (αu / (1 + α|u|) + 1).
 *
 * @param alpha α > 0; 2 in SpikingJelly
 */
export function softSign(alpha = 2): Surrogate {
  return byFormula("softSign", { alpha }, { of: "absolute", height: alpha / 2, slope: alpha });
}
