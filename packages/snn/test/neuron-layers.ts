import * as tf from "@tensorflow/tfjs-core";
import type { layers } from "@tensorflow/tfjs-layers";
import * as snn from "../src/index.js";

/** A layer of neurons over [B, 6, 3]: how to make it, and the weights that it has. */
export interface LayerCase {
  readonly name: string;
  readonly create: (options?: object) => layers.Layer & { spikes?(x: tf.Tensor): tf.Tensor[] };
  readonly weights: readonly string[];
  /** Axes of the input after the batch, [6, 3] by default. */
  readonly input?: readonly number[];
  /** Axes of the output after the batch. */
  readonly output?: readonly number[];
  /** Factor on the input, so that it spikes. */
  readonly drive?: number;
}

const lif = ["threshold", "leak"];
const sharp = { comparison: ">=", timing: "same-step", surrogate: { name: "atan", alpha: 3 } } as const;

export const layerCases: readonly LayerCase[] = [
  { name: "IF", create: (o) => new snn.IF({ threshold: 0.9, ...o }), weights: ["threshold"] },
  {
    name: "LIF",
    create: (o) => new snn.LIF({ threshold: 0.6, gain: 1.2, rest: 0.1, initial: 0.2, ...o }),
    weights: lif,
  },
  {
    name: "LIF, lists of values",
    create: (o) => new snn.LIF({ threshold: [0.5, 0.6, 0.7], leak: [0.7, 0.8, 0.9], gain: [1, 1.1, 1.2], ...o }),
    weights: lif,
  },
  {
    name: "LIF, reparametrized",
    create: (o) => new snn.LIF({ threshold: 0.6, leak: 0.7, keepInRange: "reparametrize", perChannel: true, ...o }),
    weights: lif,
  },
  {
    name: "ParametricLIF",
    create: (o) => new snn.ParametricLIF({ threshold: 0.4, rest: -0.1, initial: -0.1, reset: -0.1, ...sharp, ...o }),
    weights: ["threshold", "weight"],
  },
  {
    name: "Synaptic",
    create: (o) => new snn.Synaptic({ synapticLeak: 0.5, leak: 0.6, reset: "zero", resetDropsInput: true, ...o }),
    weights: [...lif, "synapticLeak"],
  },
  {
    name: "Alpha",
    create: (o) => new snn.Alpha({ excitatoryLeak: 0.8, inhibitoryLeak: 0.5, threshold: 0.4, ...o }),
    weights: ["threshold", "excitatoryLeak", "inhibitoryLeak"],
  },
  {
    name: "AdaptiveLIF",
    create: (o) => new snn.AdaptiveLIF({ threshold: 0.5, adaptationStrength: 0.3, perChannel: true, ...o }),
    weights: [...lif, "adaptationLeak", "adaptationStrength"],
  },
  {
    name: "QuadraticIF",
    create: (o) => new snn.QuadraticIF({ threshold: 0.5, reset: -0.1, ...sharp, ...o }),
    weights: ["threshold", "timeConstant"],
  },
  {
    name: "ExponentialIF",
    create: (o) => new snn.ExponentialIF({ threshold: 0.7, reset: -0.1, ...sharp, ...o }),
    weights: ["threshold", "timeConstant"],
  },
  {
    name: "Izhikevich",
    create: (o) =>
      new snn.Izhikevich({
        ...{ dt: 0.5, quadratic: 1, linear: -0.7, constant: -0.1, recoveryRate: 0.6, recoveryJump: 0.2 },
        ...{ threshold: 0.8, initial: 0, initialRecovery: 0.05, reset: 0.1, recoverySensitivity: 0.3 },
        ...{ learnThreshold: true, learnRecoveryRate: true, learnRecoverySensitivity: true, learnRecoveryJump: true },
        ...o,
      }),
    weights: ["threshold", "recoveryRate", "recoverySensitivity", "recoveryJump"],
    drive: 2,
  },
  {
    name: "RecurrentLIF, all to all",
    create: (o) => new snn.RecurrentLIF({ threshold: 0.6, seed: 3, ...o }),
    weights: [...lif, "recurrent.kernel", "recurrent.bias"],
  },
  {
    name: "RecurrentLIF, one to one",
    create: (o) => new snn.RecurrentLIF({ recurrence: "one-to-one", feedback: -0.4, perChannel: true, ...o }),
    weights: [...lif, "recurrent.feedback"],
  },
  {
    name: "SLSTM",
    create: (o) => new snn.SLSTM({ units: 4, seed: 5, reset: "subtract", threshold: 0.05, ...o }),
    weights: ["threshold", "kernel", "recurrent.kernel", "bias"],
    output: [6, 4],
  },
  {
    name: "SConv2DLSTM",
    create: (o) => new snn.SConv2DLSTM({ filters: 2, seed: 7, reset: "zero", threshold: 0.02, ...o }),
    weights: ["threshold", "kernel", "recurrent.kernel", "bias"],
    input: [6, 1, 3, 1],
    output: [6, 1, 3, 2],
  },
  {
    name: "LeakyIntegrator",
    create: (o) => new snn.LeakyIntegrator({ leak: 0.8, gain: 0.5, initial: 0.3, rest: 0.2, ...o }),
    weights: ["leak"],
    output: [3],
  },
];

/** Currents that make the neurons of `layerCases` spike. */
export function currents(batch: number, drive = 1, input: readonly number[] = [6, 3]): tf.Tensor {
  return tf.mul(tf.randomUniform([batch, ...input], -0.3, 1.3, "float32", 11), drive);
}
