import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { InvalidOptionError } from "../errors.js";

/** tfjs-layers takes only subclasses of its own `Initializer`, which it does not export. */
type Made = ReturnType<typeof tfl.initializers.zeros>;
const Initializer = Object.getPrototypeOf(tfl.initializers.zeros().constructor) as (new () => Made) & {
  fromConfig: tf.serialization.SerializableConstructor<Made>["fromConfig"];
};

/** Options that both initializers take. */
export interface SpikingInitializerArgs {
  /** λ of the neurons behind the weights, in [0, 1). */
  readonly leak: number;
  /** Inputs of a neuron; by default all axes of the weights but the last, which is right for dense and convolution kernels. */
  readonly fanIn?: number;
  readonly seed?: number;
}

/** Options of {@link FluctuationDriven}. */
export interface FluctuationDrivenArgs extends SpikingInitializerArgs {
  /** Spikes per step and input, in (0, 1). */
  readonly rate: number;
  /** v_th, 1 by default. */
  readonly threshold?: number;
  /** Mean potential μ_U, 0 by default. */
  readonly mean?: number;
  /** ξ = (v_th − μ_U) / σ_U: how many standard deviations below the threshold the mean lies; 1 by default, 1 to 3 in the paper. */
  readonly xi?: number;
}

/**
 * Weights with which the potential fluctuates just below the threshold     (Rossbroich, Gygax & Zenke 2022,
 * "Fluctuation-driven initialization for spiking neural network training"). For a leak λ per step and n inputs that spike
 * independently with probability p, before any reset:
 *
 * μ_w = μ_U·(1 − λ) / (n·p),   σ_w² = σ_U²·(1 − λ²) / (n·p·(1 − p)) − μ_w²,   σ_U = (v_th − μ_U)/ξ
 *
 * @throws InvalidOptionError, also where no weights have that mean and deviation
 * @example tf.layers.dense({ units: 64, kernelInitializer: new FluctuationDriven({ leak: 0.9, rate: 0.05, seed: 1 }) });
 */
export class FluctuationDriven extends Initializer {
  static readonly className = "FluctuationDriven";

  constructor(readonly args: FluctuationDrivenArgs) {
    super();
    const { rate, threshold = 1, mean = 0, xi = 1 } = args;
    leakBelowOne(args.leak);
    if (!(rate > 0 && rate < 1)) throw new InvalidOptionError("rate", rate, "(0, 1) spikes per step");
    if (!(xi > 0)) throw new InvalidOptionError("xi", xi, "> 0");
    if (!(mean < threshold)) throw new InvalidOptionError("mean", mean, `below the threshold, ${threshold}`);
  }

  /** μ_w and σ_w for weights of this shape. */
  moments(shape: readonly number[]): { readonly mean: number; readonly deviation: number } {
    const { leak, rate, threshold = 1, mean: potential = 0, xi = 1 } = this.args;
    const inputs = fanIn(shape, this.args);
    const mean = (potential * (1 - leak)) / (inputs * rate);
    const deviation = (threshold - potential) / xi;
    const variance = (deviation * deviation * (1 - leak * leak)) / (inputs * rate * (1 - rate)) - mean * mean;
    if (!(variance >= 0)) {
      const allowed = `less: ${inputs} inputs alone fluctuate more than ξ = ${xi} allows`;
      throw new InvalidOptionError("mean", potential, allowed);
    }
    return { mean, deviation: Math.sqrt(variance) };
  }

  override apply(shape: tfl.Shape): tf.Tensor {
    const { mean, deviation } = this.moments(shape as number[]);
    return tf.randomNormal(shape as number[], mean, deviation, "float32", this.args.seed);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...this.args } as unknown as tf.serialization.ConfigDict;
  }
}

tf.serialization.registerClass(FluctuationDriven);

/** Options of {@link LeakScaled}. */
export interface LeakScaledArgs extends SpikingInitializerArgs {
  /** σ_U, standard deviation of the potential; 1 by default. */
  readonly deviation?: number;
  /** Mean square of an input, E[x²]; 1 by default. */
  readonly meanSquare?: number;
  /** Does the input change from step to step (`"white"`, default) or stay the same (`"constant"`)? */
  readonly input?: "white" | "constant";
}

/**
 * Variance scaling (He et al. 2015) for neurons that leak: normal weights of mean 0 with which the potential, before any
 * reset, has the deviation σ_U. A potential adds up inputs over 1/(1 − λ) steps, which plain variance scaling ignores.
 *
 * σ_w² = σ_U²·(1 − λ²) / (n·E[x²]) for an input that is new at each step, σ_U²·(1 − λ)² / (n·E[x²]) for one that stays.
 *
 * @throws InvalidOptionError
 */
export class LeakScaled extends Initializer {
  static readonly className = "LeakScaled";

  constructor(readonly args: LeakScaledArgs) {
    super();
    const { deviation = 1, meanSquare = 1, input = "white" } = args;
    leakBelowOne(args.leak);
    if (!(deviation > 0)) throw new InvalidOptionError("deviation", deviation, "> 0");
    if (!(meanSquare > 0)) throw new InvalidOptionError("meanSquare", meanSquare, "> 0");
    if (input !== "white" && input !== "constant") throw new InvalidOptionError("input", input, "white, constant");
  }

  override apply(shape: tfl.Shape): tf.Tensor {
    const { leak, deviation = 1, meanSquare = 1, input = "white", seed } = this.args;
    const share = input === "white" ? 1 - leak * leak : (1 - leak) ** 2;
    const spread = deviation * Math.sqrt(share / (fanIn(shape as number[], this.args) * meanSquare));
    return tf.randomNormal(shape as number[], 0, spread, "float32", seed);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...this.args } as unknown as tf.serialization.ConfigDict;
  }
}

tf.serialization.registerClass(LeakScaled);

function fanIn(shape: readonly number[], { fanIn: given }: SpikingInitializerArgs): number {
  return given ?? shape.slice(0, -1).reduce((n, d) => n * d, 1);
}

function leakBelowOne(leak: number): void {
  if (!(leak >= 0 && leak < 1)) throw new InvalidOptionError("leak", leak, "[0, 1): without a leak it never settles");
}
