import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { WeightRule } from "./recipe.js";

/** How one weight moves. */
export interface WeightSettings {
  /** Multiplies the learning rate. */
  readonly rate: number;
  /** Whether weight decay acts on it. */
  readonly decays: boolean;
}

/** How each trainable weight of a model moves, in its order. */
export function weightSettings(model: LayersModel, rules: readonly WeightRule[] = []): WeightSettings[] {
  const patterns = rules.map((rule) => ({ ...rule, pattern: new RegExp(rule.weights) }));
  return model.trainableWeights.map((weight) => {
    const { rate = 1, decay } = patterns.find(({ pattern }) => pattern.test(weight.originalName)) ?? {};
    return { rate, decays: decay ?? weight.shape.length > 1 };
  });
}
