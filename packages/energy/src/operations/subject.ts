import type { NamedLayer } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../errors.js";

/** Shape of an input with its batch axis; float32 unless another type is named. */
export type InputShape = readonly number[] | { readonly shape: readonly number[]; readonly dtype?: tf.DataType };

/** Shapes of all inputs: of the only one, in order, or by name. */
export type InputShapes = readonly number[] | readonly InputShape[] | Readonly<Record<string, InputShape>>;

/** An input as models describe theirs; unknown extents are null or −1. */
interface DescribedInput {
  readonly name: string;
  readonly shape?: readonly (number | null)[];
  readonly dtype?: string;
}

/** A model of tf.layers, as far as it is used. */
export interface LayersModelLike extends NamedLayer {
  readonly inputs: readonly DescribedInput[];
  predictOnBatch(x: tf.Tensor | tf.Tensor[]): unknown;
  /** For the cost of training. */
  apply?(x: tf.Tensor | tf.Tensor[], options: { training: boolean }): unknown;
  readonly trainableWeights?: readonly { read(): tf.Tensor }[];
}

/** A graph model of `@tensorflow/tfjs-converter`, or anything that can predict. */
export interface PredictingModel {
  readonly inputs?: readonly DescribedInput[];
  execute?(inputs: tf.NamedTensorMap): unknown;
  predict?(inputs: tf.Tensor | tf.Tensor[]): unknown;
}

/** What operations can be counted of. */
export type Subject = LayersModelLike | PredictingModel | ((...inputs: tf.Tensor[]) => unknown);

/** A subject with inputs of given shapes, ready to be run without values. */
export interface Run {
  readonly inputs: readonly tf.Tensor[];
  readonly layers: readonly NamedLayer[];
  readonly run: () => unknown;
  /** Variables that a training step changes; all that there are, if not given. */
  readonly variables?: readonly tf.Variable[];
}

/**
 * Makes the inputs of a subject, on the active backend.
 *
 * @param training  a tf.layers model is run as it is in training
 *
 * @throws UsageError for what is no subject, for shapes that are missing, and for ones that the model does not have
 */
export function prepare(subject: Subject, shapes?: InputShapes, training = false): Run {
  if (typeof subject === "function") {
    const inputs = given(shapes).map(([, shape]) => placeholder(shape));
    return { inputs, layers: [], run: () => subject(...inputs) };
  }
  const model = subject as Partial<LayersModelLike & PredictingModel> | null;
  if (model && typeof model.predictOnBatch === "function") {
    const inputs = described(model.inputs, shapes);
    const [x, layers] = [inputs.length === 1 ? inputs[0]! : inputs, [model as NamedLayer]];
    if (!training || typeof model.apply !== "function") return { inputs, layers, run: () => model.predictOnBatch!(x) };
    const variables = model.trainableWeights?.map((weight) => weight.read() as tf.Variable);
    return { inputs, layers, run: () => model.apply!(x, { training: true }), variables };
  }
  if (model && typeof model.execute === "function" && model.inputs) {
    const inputs = described(model.inputs, shapes);
    const named = Object.fromEntries(model.inputs.map(({ name }, i) => [name, inputs[i]!]));
    return { inputs, layers: [], run: () => model.execute!(named) };
  }
  if (model && typeof model.predict === "function") {
    if (!model.inputs && shapes === undefined)
      throw new UsageError("countOperations: the model names no inputs: give their shapes");
    const inputs = model.inputs
      ? described(model.inputs, shapes)
      : given(shapes).map(([, shape]) => placeholder(shape));
    return { inputs, layers: [], run: () => model.predict!(inputs.length === 1 ? inputs[0]! : inputs) };
  }
  throw new UsageError(
    "countOperations takes a tf.layers model, a graph model, an object with predict(), or a function",
  );
}

/** Inputs after a model's description of them; the batch is 1 unless a shape is given. */
function described(inputs: readonly DescribedInput[] | undefined, shapes?: InputShapes): tf.Tensor[] {
  if (!inputs)
    throw new UsageError(
      "countOperations: the model has no inputs yet: build it, or give its first layer an inputShape",
    );
  const byName = new Map(given(shapes));
  const list = [...byName.values()];
  const named = shapes !== undefined && !Array.isArray(shapes);
  const unknown = named ? [...byName.keys()].find((name) => !inputs.some((input) => input.name === name)) : undefined;
  if (unknown !== undefined || (shapes !== undefined && !named && list.length !== inputs.length)) {
    const what = unknown === undefined ? `${list.length} shapes were given` : `there is no input "${unknown}"`;
    throw new UsageError(
      `countOperations: ${what}, the model's inputs are ${inputs.map(({ name }) => name).join(", ")}`,
    );
  }
  return inputs.map((input, i) => {
    const dtype = (input.dtype ?? "float32") as tf.DataType;
    const wanted = named ? byName.get(input.name) : list[i];
    if (wanted) checkFits(input, "shape" in wanted ? wanted.shape : wanted);
    if (wanted) return placeholder("shape" in wanted ? { dtype, ...wanted } : { shape: wanted, dtype });
    const shape = input.shape?.map((extent, axis) => (isKnown(extent) ? extent : axis === 0 ? 1 : null));
    if (!shape || shape.includes(null)) {
      const told = shape ? `[${input.shape!.map((extent) => (isKnown(extent) ? extent : "?")).join(", ")}]` : "unknown";
      throw new UsageError(`countOperations: the shape of input "${input.name}" is ${told}: give one`);
    }
    return placeholder({ shape: shape as number[], dtype });
  });
}

/** The batch may be any. @throws UsageError */
function checkFits({ name, shape }: DescribedInput, given: readonly number[]): void {
  if (!shape || shape.length === 0) return;
  const differs = (extent: number | null, axis: number) => axis > 0 && isKnown(extent) && extent !== given[axis];
  if (given.length === shape.length && !shape.some(differs)) return;
  const told = shape.map((extent) => (isKnown(extent) ? extent : "?")).join(", ");
  throw new UsageError(`countOperations: input "${name}" is [${told}], not [${given.join(", ")}]`);
}

function isKnown(extent: number | null): extent is number {
  return extent !== null && extent >= 0;
}

function given(shapes: InputShapes = []): [string, InputShape][] {
  if (!Array.isArray(shapes)) return Object.entries(shapes as Readonly<Record<string, InputShape>>);
  const one = shapes.length > 0 && typeof shapes[0] === "number";
  return ((one ? [shapes] : shapes) as InputShape[]).map((shape, i) => [String(i), shape]);
}

function placeholder(input: InputShape): tf.Tensor {
  const { shape, dtype = "float32" } = "shape" in input ? input : { shape: input };
  if (!shape.every((extent) => Number.isInteger(extent) && extent >= 0)) {
    throw new UsageError(`countOperations: an input of shape [${shape.join(", ")}]: extents are whole numbers`);
  }
  return tf.fill([...shape], 0, dtype as "float32");
}
