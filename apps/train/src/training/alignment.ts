import { type AlignedFeatures, distillationLoss, featureAlignment } from "@cvar/fusion";
import { descriptionOf } from "@cvar/models";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { RunError } from "../errors.js";
import { loadRunModel } from "../model-files.js";
import { readingOfRun } from "../run-folder.js";
import type { AuxiliaryLoss } from "./auxiliary-loss.js";
import type { ModelArrays } from "./model-inputs.js";

/** What is aligned with a teacher: features before and after the fully connected layer, after it only, or probabilities. */
export type AlignmentKind = "both" | "scores" | "distillation";

/** How a training is aligned with a teacher; plain data. */
export interface AlignmentOptions {
  /** The teacher's run folder: a network of single pictures, trained with `--input flow`. */
  readonly teacher: string;
  readonly kind: AlignmentKind;
  /** λ (Huo et al., Eq. 10) */
  readonly weight: number;
  /** T of knowledge distillation. */
  readonly temperature: number;
}

/** An alignment that is ready; the teacher is the caller's to dispose. */
export interface Alignment extends AuxiliaryLoss {
  dispose(): void;
}

/**
 * The loss λ·L_Align of a model's motion stream and a teacher that sees optical flow (Huo et al., Eq. 8 and 10). The teacher learns
 * nothing, and neither its weights nor flow are part of the model.
 *
 * Features are the mean maps before the classifier. A model without a classifier of motion alone (trilinear pooling) has its motion
 * features classified by the teacher's, so that no weights are added.
 *
 * @param model  of one picture of motion, or with a stream of motion
 * @throws RunError if the folder holds no such teacher, or its features are of another shape
 */
export async function openAlignment(model: tfl.LayersModel, options: AlignmentOptions): Promise<Alignment> {
  const { run, model: network } = await loadRunModel(options.teacher);
  try {
    const { inputs } = readingOfRun(run);
    if (!Object.values(inputs).includes("flow"))
      throw new RunError(
        `the teacher "${options.teacher}" looks at ${Object.values(inputs).join(", ")}`,
        TRAIN_TEACHER,
      );
    const student = outputsOf(model, ["motion_top", "top"], ["motion_head", "head"]);
    const teacher = outputsOf(network, ["top"], ["head"]);
    if (student === null || teacher?.scores == null)
      throw new RunError(
        `${descriptionOf((student === null ? model : network) as never).name} has no features to align`,
        TRAIN_TEACHER,
      );
    const [own, other] = [student.features, teacher.features].map(({ shape }) => shape.slice(1).join(" × "));
    const [classes, known] = [model, network].map(({ outputs }) => outputs[0]!.shape[1]);
    if (own !== other || classes !== known)
      throw new RunError(
        `the teacher's features are ${other}, of ${known} classes, those of the model ${own}, of ${classes}`,
        "train a teacher of the same config on the same classes",
      );
    return { ...alignWith(model, student, network, teacher, options), dispose: () => void network.dispose() };
  } catch (error) {
    network.dispose();
    throw error;
  }
}

const TRAIN_TEACHER =
  "train one: `cvar train --model efficientnet-b1 --input flow`, with the config of the motion stream";

/** Symbolic outputs of a stream. */
interface StreamOutputs {
  readonly features: tfl.SymbolicTensor;
  readonly scores: tfl.SymbolicTensor | null;
  readonly head: tfl.layers.Layer | null;
}

/** @param tops, heads  names of layers; the first that the model has; a head counts only if it sees these features */
function outputsOf(model: tfl.LayersModel, tops: string[], heads: string[]): StreamOutputs | null {
  const layerOf = (names: string[]) => names.flatMap((name) => model.layers.filter((layer) => layer.name === name))[0];
  const top = layerOf(tops);
  if (top === undefined) return null;
  const features = top.output as tfl.SymbolicTensor;
  const head = layerOf(heads);
  const sees = head !== undefined && [head.input].flat().includes(features);
  return { features, scores: sees ? (head.output as tfl.SymbolicTensor) : null, head: sees ? head : null };
}

function alignWith(
  model: tfl.LayersModel,
  student: StreamOutputs,
  network: tfl.LayersModel,
  teacher: StreamOutputs,
  { kind, weight, temperature }: AlignmentOptions,
): AuxiliaryLoss {
  // They share the layers of the models, to whom these belong: nothing is disposed with them.
  const [logits] = model.outputs;
  const apart = student.scores !== null && student.scores !== logits;
  const outputs = [logits!, student.features, ...(apart ? [student.scores!] : [])];
  const learning = tfl.model({ inputs: model.inputs, outputs });
  const teaching = tfl.model({ inputs: network.inputs, outputs: [teacher.features, teacher.scores!] });
  const mean = (maps: tf.Tensor) => tf.mean(maps, [1, 2]);
  return {
    prepare(batch) {
      const wanted = tf.tidy(() => {
        const [maps, scores] = teaching.apply(flowOf(network, batch), { training: false }) as tf.Tensor[];
        return { features: mean(maps!), scores: scores! };
      });
      return {
        forward(inputs) {
          const [logits, maps, third] = learning.apply(inputs, { training: true }) as [
            tf.Tensor2D,
            tf.Tensor,
            tf.Tensor?,
          ];
          const own = student.scores === null ? (teacher.head!.apply(maps, { training: false }) as tf.Tensor) : logits;
          const scores = third ?? own;
          const aligned: AlignedFeatures = { features: mean(maps), scores };
          const loss =
            kind === "distillation"
              ? distillationLoss(scores as tf.Tensor2D, wanted.scores as tf.Tensor2D, temperature)
              : featureAlignment(aligned, wanted, kind);
          return { logits, loss: tf.mul(loss, weight) as tf.Scalar };
        },
        dispose: () => void tf.dispose([wanted.features, wanted.scores]),
      };
    },
  };
}

/** The batch's flow in the shape of the teacher's input. */
function flowOf(network: tfl.LayersModel, { inputs, labels }: ModelArrays): tf.Tensor {
  return tf.tensor(inputs.flow!, [labels.length, ...(network.inputs[0]!.shape.slice(1) as number[])]);
}
