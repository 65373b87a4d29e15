import type * as tfl from "@tensorflow/tfjs-layers";
import type { AnyArchitecture, TorchWeight } from "../architecture/architecture.js";
import { ARCHITECTURES, isArchitectureId } from "../architecture/architectures.js";
import type { ModelDescription } from "../architecture/description.js";
import { InvalidOptionError } from "../errors.js";

/** One weight of a model that a file may set. */
export interface Target {
  readonly variable: tfl.LayerVariable;
  /** its name and layout in the file's dialect */
  readonly torch: TorchWeight;
  /** a dense convolution's kernel, HWIO here */
  readonly convolution: boolean;
  /** a weight of the classifier */
  readonly head: boolean;
}

/** Names as they are here, in TensorFlow.js's layouts: the fallback of every architecture. */
const TFJS = "tfjs";

/** A network to be loaded: a whole model, or one stream of it as a network of its own family. */
export interface Destination {
  readonly dialects: readonly string[];
  targets(dialect: string): Target[];
}

/**
 * What a file is to be loaded into.
 *
 * @param into  name of a stream; without it the whole model
 * @throws InvalidOptionError if the model has no such stream
 */
export function destinationOf(model: tfl.LayersModel, description: ModelDescription, into?: string): Destination {
  const whole: AnyArchitecture = ARCHITECTURES[description.architecture];
  const streams = whole.streams?.(description.config) ?? {};
  const stream = into === undefined ? undefined : Object.hasOwn(streams, into) ? streams[into] : null;
  if (stream === null) {
    const names = Object.keys(streams);
    throw new InvalidOptionError(
      "into",
      into,
      names.length === 0 ? "nothing: the model has no streams" : names.join(", "),
    );
  }
  if (stream !== undefined && !isArchitectureId(stream.architecture)) {
    throw new InvalidOptionError("into", into, `streams of a known architecture, not ${stream.architecture}`);
  }
  const architecture: AnyArchitecture =
    stream === undefined ? whole : ARCHITECTURES[stream.architecture as keyof typeof ARCHITECTURES];
  const config = stream?.config ?? description.config;
  const nameIn = stream === undefined ? (name: string) => name : stream.nameIn;
  const classifier = stream === undefined ? classifierWeights(model) : new Set();
  return {
    dialects: [...Object.keys(architecture.torchNames), TFJS],
    targets: (dialect) =>
      model.weights.flatMap((variable): Target[] => {
        const name = nameIn(variable.originalName);
        if (name === null) return [];
        const [first] = Object.values(architecture.torchNames);
        const known = first?.(name, config);
        const here: TorchWeight = { name, layout: "same", ...(known?.positions && { positions: known.positions }) };
        const torch = architecture.torchNames[dialect]?.(name, config) ?? here;
        return [{ variable, torch, convolution: known?.layout === "convolution", head: classifier.has(variable) }];
      }),
  };
}

/** The weights of the last layer that has any. */
function classifierWeights(model: tfl.LayersModel): ReadonlySet<unknown> {
  return new Set(model.layers.findLast(({ weights }) => weights.length > 0)?.weights);
}
