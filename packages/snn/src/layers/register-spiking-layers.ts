import * as tf from "@tensorflow/tfjs-core";
import { FluctuationDriven, LeakScaled } from "../initializers/spiking-initializers.js";
import { AdaptiveLIF } from "./adaptive-lif-layer.js";
import { Alpha } from "./alpha-layer.js";
import { ConvLIF1D, ConvLIF2D, ConvLIF3D } from "./conv-lif-layers.js";
import { Izhikevich } from "./izhikevich-layer.js";
import { LeakyIntegrator } from "./leaky-integrator-layer.js";
import { IF, LIF } from "./lif-layer.js";
import { ExponentialIF, QuadraticIF } from "./nonlinear-layers.js";
import { ParametricLIF } from "./parametric-lif-layer.js";
import { PerStep } from "./per-step.js";
import { RecurrentLIF } from "./recurrent-lif-layer.js";
import { RepeatOverTime } from "./repeat-over-time.js";
import { SConv2DLSTM } from "./sconv2d-lstm-layer.js";
import { SLSTM } from "./slstm-layer.js";
import { STM } from "./stm-layer.js";
import { Synaptic } from "./synaptic-layer.js";

/**
 * Makes every layer and initializer of this package known to `loadLayersModel`. A layer that a program uses registers itself; call this
 * in a program that only loads models, where a bundler would leave the layers out. Idempotent.
 */
export function registerSpikingLayers(): void {
  for (const one of [
    ...[AdaptiveLIF, Alpha, ConvLIF1D, ConvLIF2D, ConvLIF3D, ExponentialIF, IF, Izhikevich, LeakyIntegrator],
    ...[
      LIF,
      ParametricLIF,
      PerStep,
      QuadraticIF,
      RecurrentLIF,
      RepeatOverTime,
      SConv2DLSTM,
      SLSTM,
      STM,
      Synaptic,
      FluctuationDriven,
      LeakScaled,
    ],
  ]) {
    tf.serialization.registerClass(
      one as unknown as tf.serialization.SerializableConstructor<tf.serialization.Serializable>,
    );
  }
}
