import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { singleInput } from "../layers/spiking-layer.js";
import { ClipToRange, tidyWrites } from "../parameter-range.js";
import { fromConfigText, toConfigText } from "./config-text.js";
import { channelsLast } from "./layout.js";
import type { OperationConfig, OperationParameters, OperationTensors } from "./operation.js";
import { applyOperation } from "./operation.js";

/** Options of {@link NirLayer}; its parameters are its weights. */
export interface NirLayerArgs {
  readonly name?: string;
  readonly trainable?: boolean;
  readonly operation: OperationConfig;
  /** Shapes of the weights by their names in NIR. */
  readonly parameterShapes: Readonly<Record<string, readonly number[]>>;
  /**
   * Are time constants, thresholds and the like learned, as weights and biases are? False by default. Time constants are
   * seconds, so a learning rate that suits weights is far too large for them.
   */
  readonly learnNeurons?: boolean;
}

/**
 * One node of a NIR graph as a layer: [B, T, …] → [B, T, …], channels last; `nirToLayers` makes them. The weights are
 * NIR's parameters in continuous time, by their names there. The state is at rest at the start of every call.
 */
export class NirLayer extends tfl.layers.Layer {
  static readonly className = "NirLayer";
  readonly operation: OperationConfig;
  private readonly args: NirLayerArgs;
  private variables: Readonly<Record<string, tfl.LayerVariable>> = {};

  constructor(args: NirLayerArgs) {
    super(args as ConstructorParameters<typeof tfl.layers.Layer>[0]);
    this.operation = args.operation;
    this.args = args;
  }

  /** The current parameters, channels last; the layer's variables, not to be disposed. */
  get parameters(): OperationTensors {
    return readVariables(this.variables);
  }

  /** Sets the parameters of a layer that is built. */
  setParameters(parameters: OperationParameters): void {
    writeVariables(this.variables, parameters);
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const { parameterShapes, learnNeurons = false, operation } = this.args;
    this.variables = addParameters(parameterShapes, operation, learnNeurons, (name, shape, trainable, constraint) =>
      this.addWeight(name, shape, "float32", ONES, undefined, trainable, constraint),
    );
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { output } = applyOperation(this.operation, this.parameters, singleInput(inputs), null);
      if (!this.operation.rule.last) return output;
      const size = output.shape.map((extent, axis) => (axis === 1 ? 1 : extent));
      const begin = output.shape.map((extent, axis) => (axis === 1 ? extent - 1 : 0));
      return tf.squeeze(tf.slice(output, begin, size), [1]);
    });
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, steps] = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tfl.Shape;
    const shape = channelsLast(this.operation.shapes.output);
    return this.operation.rule.last ? [batch!, ...shape] : [batch!, steps!, ...shape];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { operation, parameterShapes, learnNeurons = false } = this.args;
    return { ...super.getConfig(), definition: toConfigText({ operation, parameterShapes, learnNeurons }) };
  }

  /** @nocollapse */
  static override fromConfig<T extends tf.serialization.Serializable>(
    type: tf.serialization.SerializableConstructor<T>,
    { definition, ...config }: tf.serialization.ConfigDict,
  ): T {
    return new type({ ...config, ...fromConfigText<object>(definition as string) });
  }
}

tf.serialization.registerClass(NirLayer);

const ONES = tfl.initializers.ones();

/** Weights that are always learned; the others are the neurons'. */
const LEARNED = new Set(["weight", "bias", "scale"]);

/** Adds the variables of one operation. */
export function addParameters(
  shapes: Readonly<Record<string, readonly number[]>>,
  { dt }: OperationConfig,
  learnNeurons: boolean,
  add: (name: string, shape: number[], trainable: boolean, constraint?: ClipToRange) => tfl.LayerVariable,
): Readonly<Record<string, tfl.LayerVariable>> {
  const variables = Object.entries(shapes).map(([name, shape]) => {
    const trainable = LEARNED.has(name) || (learnNeurons && name !== "delay");
    // A time constant below dt makes Euler's steps overshoot.
    const constraint =
      learnNeurons && name.startsWith("tau") ? new ClipToRange({ minimum: dt, maximum: 1e6 }) : undefined;
    return [name, tidyWrites(add(name, [...shape], trainable, constraint))] as const;
  });
  return Object.fromEntries(variables);
}

/** The variables' current values. */
export function readVariables(variables: Readonly<Record<string, tfl.LayerVariable>>): OperationTensors {
  return Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, variable.read()]));
}

/** Sets the variables. */
export function writeVariables(
  variables: Readonly<Record<string, tfl.LayerVariable>>,
  parameters: OperationParameters,
): void {
  for (const [name, { data, shape }] of Object.entries(parameters)) {
    tf.tidy(() => {
      variables[name]!.write(tf.tensor(Float32Array.from(data), [...shape]));
    });
  }
}
