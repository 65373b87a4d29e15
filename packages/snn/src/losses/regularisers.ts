import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";
import { maskTensor } from "../time/step-mask.js";
import type { LossOptions } from "./record.js";

/** Spikes of one layer, or of several, each [B, T, …]. */
export type LayerSpikes = tf.Tensor | readonly tf.Tensor[];

/**
 * Penalty on every spike: weight·Σ o     (snnTorch's `l1_rate_sparsity`).
 *
 * @param weight  1e-5 by default
 * @returns a scalar; the caller owns it
 */
export function l1Spikes(spikes: LayerSpikes, weight = 1e-5): tf.Scalar {
  return tf.tidy(() => tf.mul(tf.addN(listed(spikes).map((layer) => tf.sum(layer))), weight) as tf.Scalar);
}

/** Options of {@link rateBand}. */
export interface RateBandOptions extends LossOptions {
  /** Rate below which a neuron is pushed up, in spikes per step; 0 by default: none is. */
  readonly lower?: number;
  /** Rate above which it is pushed down; 0 by default: every spike costs. */
  readonly upper?: number;
  /** Whose rate: each neuron's over batch and time (default), or the whole layer's. */
  readonly per?: "neuron" | "population";
  /** 2 (default): squared excess, L2; 1: the excess itself, L1. */
  readonly order?: 1 | 2;
  /** Factor, 1 by default. */
  readonly weight?: number;
}

/**
 * Keeps rates in a band: weight·mean_n ([r_n − upper]₊^p + [lower − r_n]₊^p), r_n = mean of neuron n's spikes over batch
 * and time, summed over layers     (Zenke & Vogels 2021, "The remarkable robustness of surrogate gradient learning").
 *
 * Without options it is the mean squared rate (L2); `{ order: 1 }` is the mean rate (L1); `lower` = `upper` is a target.
 *
 * @returns a scalar; the caller owns it
 * @throws ShapeMismatchError, InvalidOptionError
 * @example const cost = rateBand(hidden, { lower: 0.01, upper: 0.2, weight: 0.1 });
 */
export function rateBand(spikes: LayerSpikes, options: RateBandOptions = {}): tf.Scalar {
  const { lower = 0, upper = 0, per = "neuron", order = 2, weight = 1 } = options;
  if (!(lower >= 0)) throw new InvalidOptionError("lower", lower, "≥ 0");
  if (!(upper >= lower)) throw new InvalidOptionError("upper", upper, `at least lower, ${lower}`);
  if (per !== "neuron" && per !== "population") throw new InvalidOptionError("per", per, "neuron, population");
  if (order !== 1 && order !== 2) throw new InvalidOptionError("order", order, "1, 2");
  return tf.tidy(() => {
    const costs = listed(spikes).map((layer) => {
      const perNeuron = neuronRates(layer, options);
      const rates = per === "neuron" ? perNeuron : tf.mean(perNeuron);
      const excess = [tf.relu(tf.sub(rates, upper)), tf.relu(tf.sub(lower, rates))];
      return tf.addN(excess.map((e) => tf.mean(order === 2 ? tf.square(e) : e)));
    });
    return tf.mul(tf.addN(costs), weight) as tf.Scalar;
  });
}

/**
 * Spikes per step of each neuron, over batch and time: [B, T, …] → […]; the caller owns it.
 *
 * @throws ShapeMismatchError
 */
export function neuronRates(spikes: tf.Tensor, { mask }: LossOptions = {}): tf.Tensor {
  const [batch, steps] = spikes.shape as [number, number];
  if (spikes.rank < 2 || steps === 0) throw new ShapeMismatchError("spikes", "[B, T, …] with T ≥ 1", spikes.shape);
  return tf.tidy(() => {
    if (!mask) return tf.mean(spikes, [0, 1]);
    const there = tf.cast(maskTensor(mask, batch, steps), "float32");
    const along = tf.reshape(there, [batch, steps, ...spikes.shape.slice(2).map(() => 1)]);
    return tf.div(tf.sum(tf.mul(spikes, along), [0, 1]), tf.maximum(tf.sum(there), 1));
  });
}

function listed(spikes: LayerSpikes): readonly tf.Tensor[] {
  const layers = spikes instanceof tf.Tensor ? [spikes] : spikes;
  if (layers.length === 0) throw new InvalidOptionError("spikes", layers, "at least one layer's");
  return layers;
}
