import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";
import { IF } from "../layers/lif-layer.js";
import { PerStep } from "../layers/per-step.js";
import type { InputCoding } from "../layers/repeat-over-time.js";
import { RepeatOverTime } from "../layers/repeat-over-time.js";
import { whole } from "../layers/spiking-layer.js";
import { activationScales } from "./activation-scales.js";
import { currentLayer, setScaledWeights } from "./scaled-layer.js";
import type { Stage } from "./stages.js";
import { stagesOf } from "./stages.js";

/** Options of {@link convertToSpiking}. */
export interface ConversionOptions {
  /** T of `model`, 64 by default. */
  readonly steps?: number;
  /** Which percentile of a layer's positive activations is one spike per step, 99.9 by default; 100 is the maximum. */
  readonly percentile?: number;
  /** Potential before the first step, in thresholds: 0.5 (default) rounds rates, 0 cuts them off. */
  readonly initial?: number;
  /** `"analog"` (default): the image as a current at every step; `"rate"`: as spikes, for images ≥ 0. */
  readonly coding?: InputCoding;
  /** Seed of rate-coded inputs. */
  readonly seed?: number;
  /** Images at once during calibration, 32 by default. */
  readonly batchSize?: number;
}

/** What became of one layer with weights. */
export interface ConvertedLayer {
  readonly layer: string;
  /** The activation that one spike per step stands for; null for the layer of class scores, which does not spike. */
  readonly scale: number | null;
  /** Was a batch normalisation folded into it? */
  readonly foldedBatchNorm: boolean;
}

/** A ReLU network as a spiking one. */
export interface SpikingConversion {
  /** Images [B, …] → class scores [B, classes] (probabilities if the network has a softmax), after T steps. */
  readonly model: tfl.LayersModel;
  /** The same network for sequences: [B, T, …] → the class currents of every step [B, T, classes]; shares its weights. */
  readonly sequence: tfl.LayersModel;
  readonly coding: InputCoding;
  /** What one input spike stands for. */
  readonly inputScale: number;
  readonly seed?: number;
  readonly report: readonly ConvertedLayer[];
}

/**
 * Converts a trained ReLU network to a spiking one: each ReLU becomes a layer of integrate-and-fire neurons that are
 * reset by subtraction, whose rate over T steps approaches the activation divided by the layer's scale.
 *
 * Weights are balanced with the data: w ← w·λ[l−1]/λ[l], b ← b/λ[l] with threshold 1, λ[l] a high percentile of the
 * layer's activations on the calibration data (Diehl et al. 2015, Rueckauer et al. 2017). Batch normalisation is folded
 * into the weights. The last layer does not spike: its currents, averaged over time, are the class scores.
 *
 * @param model a chain of dense, convolution, average-pooling, flattening and batch-normalisation layers with ReLU
 * @param calibration inputs as in training, [N, …]; a few hundred are enough. Not disposed
 * @throws UnsupportedLayerError for a layer that has no spiking counterpart
 * @throws InvalidOptionError, ShapeMismatchError
 * @example const { model: spiking, report } = await convertToSpiking(relu, trainImages, { steps: 32 });
 */
export async function convertToSpiking(
  model: tfl.LayersModel,
  calibration: tf.Tensor,
  options: ConversionOptions = {},
): Promise<SpikingConversion> {
  const { steps = 64, percentile = 99.9, initial = 0.5, coding = "analog", seed, batchSize = 32 } = options;
  if (!(percentile > 0 && percentile <= 100)) throw new InvalidOptionError("percentile", percentile, "(0, 100]");
  if (!(initial >= 0 && initial < 1)) throw new InvalidOptionError("initial", initial, "[0, 1)");
  whole("batchSize", batchSize);
  const { stages, softmax } = stagesOf(model);
  const shape = model.inputs[0]!.shape.slice(1);
  const given = calibration.shape.slice(1);
  if (
    given.length !== shape.length ||
    shape.some((d, i) => d !== null && d !== given[i]) ||
    calibration.shape[0] === 0
  ) {
    throw new ShapeMismatchError("calibration", `[N, ${shape}]`, calibration.shape);
  }
  const spiking = stages.flatMap((stage) => (stage.kind === "weighted" && stage.relu ? [stage] : []));
  const found = await activationScales(
    model,
    spiking.map(({ relu }) => relu!),
    calibration,
    percentile,
    batchSize,
  );
  const scales = found.map((scale, i) => Math.min(scale, spiking[i]!.maximum));
  const inputScale = coding === "rate" ? await largestInput(calibration) : 1;

  const input = tfl.input({ shape: [null, ...given] });
  const report: ConvertedLayer[] = [];
  let x = input;
  let before = 1;
  for (const stage of stages) {
    const scale = stage.kind === "weighted" && stage.relu ? scales.shift()! : null;
    x = spiked(stage, x, before, scale, initial);
    if (stage.kind === "linear") continue;
    report.push({ layer: stage.layer.name, scale, foldedBatchNorm: stage.batchNorm !== null });
    before = scale ?? 1;
  }
  const sequence = tfl.model({ inputs: input, outputs: x });

  const image = tfl.input({ shape: given });
  const sampling = { steps, coding, scale: inputScale, ...(seed === undefined ? {} : { seed }) };
  const currents = sequence.apply(new RepeatOverTime(sampling).apply(image)) as tfl.SymbolicTensor;
  let scores = tfl.layers.globalAveragePooling1d({}).apply(currents) as tfl.SymbolicTensor;
  if (softmax) scores = tfl.layers.activation({ activation: "softmax" }).apply(scores) as tfl.SymbolicTensor;
  const spikingModel = tfl.model({ inputs: image, outputs: scores });
  return { model: spikingModel, sequence, coding, inputScale, ...(seed === undefined ? {} : { seed }), report };
}

/** A stage as layers of [B, T, …], behind x. */
function spiked(
  stage: Stage,
  x: tfl.SymbolicTensor,
  before: number,
  scale: number | null,
  initial: number,
): tfl.SymbolicTensor {
  if (stage.kind === "linear") return new PerStep({ layer: copyOf(stage.layer) }).apply(x) as tfl.SymbolicTensor;
  const { layer, batchNorm } = stage;
  const currents = currentLayer(layer);
  const y = new PerStep({ layer: currents, name: `${layer.name}_steps` }).apply(x) as tfl.SymbolicTensor;
  const to = scale ?? 1;
  setScaledWeights(currents, layer, batchNorm, before / to, 1 / to);
  if (scale === null) return y;
  const rule = { reset: "subtract", timing: "same-step", comparison: ">=" } as const;
  const spikes = new IF({ name: `${layer.name}_spikes`, ...rule, threshold: 1, learnThreshold: false, initial });
  return spikes.apply(y) as tfl.SymbolicTensor;
}

/** The same layer, not yet part of a model. */
function copyOf(layer: tfl.layers.Layer): tfl.layers.Layer {
  const { batchInputShape: _, batchSize: __, ...config } = layer.getConfig();
  const [type, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap[layer.getClassName()]!;
  return fromConfig(type, { ...config, name: `${layer.name}_copy` }) as unknown as tfl.layers.Layer;
}

/** The largest value of the calibration data. @throws InvalidOptionError if one is below 0: no spike stands for it */
async function largestInput(x: tf.Tensor): Promise<number> {
  const range = tf.tidy(() => tf.stack([tf.min(x), tf.max(x)]));
  const [smallest, largest] = (await range.data()) as Float32Array;
  range.dispose();
  if (smallest! < 0) throw new InvalidOptionError("coding", "rate", "analog, where inputs go below 0");
  return largest! > 0 ? largest! : 1;
}
