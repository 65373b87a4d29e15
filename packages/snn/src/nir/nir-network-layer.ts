import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { fromConfigText, toConfigText } from "./config-text.js";
import type { NetworkTensors } from "./evaluate.js";
import { evaluate } from "./evaluate.js";
import { addParameters, readVariables, writeVariables } from "./nir-layer.js";
import type { OperationParameters } from "./operation.js";
import type { NetworkPlan } from "./plan.js";

/** Options of {@link NirNetworkLayer}; the parameters are its weights. */
export interface NirNetworkLayerArgs {
  readonly name?: string;
  readonly trainable?: boolean;
  readonly plan: NetworkPlan;
  /** Shapes of the weights, by node and by their names in NIR. */
  readonly parameterShapes: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  /**
   * Are time constants, thresholds and the like learned, as weights and biases are? False by default. Time constants are
   * seconds, so a learning rate that suits weights is far too large for them.
   */
  readonly learnNeurons?: boolean;
}

/**
 * A whole NIR graph as one layer, for graphs with cycles: [B, T, …] → [B, T, …], channels last, one tensor for each Input
 * and Output node; `nirToLayers` makes it. Weights are named `node/parameter`. At rest at the start of every call.
 */
export class NirNetworkLayer extends tfl.layers.Layer {
  static readonly className = "NirNetworkLayer";
  readonly plan: NetworkPlan;
  private readonly args: NirNetworkLayerArgs;
  private variables: Readonly<Record<string, Readonly<Record<string, tfl.LayerVariable>>>> = {};

  constructor(args: NirNetworkLayerArgs) {
    super(args as ConstructorParameters<typeof tfl.layers.Layer>[0]);
    this.plan = args.plan;
    this.args = args;
  }

  /** The current parameters by node, channels last; the layer's variables, not to be disposed. */
  get parameters(): NetworkTensors {
    return Object.fromEntries(Object.entries(this.variables).map(([node, v]) => [node, readVariables(v)]));
  }

  /** Sets the parameters of a layer that is built. */
  setParameters(parameters: Readonly<Record<string, OperationParameters>>): void {
    for (const [node, own] of Object.entries(parameters)) writeVariables(this.variables[node]!, own);
  }

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    const { parameterShapes, learnNeurons = false, plan } = this.args;
    const ones = tfl.initializers.ones();
    const added = Object.entries(parameterShapes).map(([node, shapes]) => {
      const variables = addParameters(shapes, plan.operations[node]!, learnNeurons, (name, shape, trainable, clip) =>
        this.addWeight(`${node}/${name}`, shape, "float32", ones, undefined, trainable, clip),
      );
      return [node, variables] as const;
    });
    this.variables = Object.fromEntries(added);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      const given = Array.isArray(inputs) ? inputs : [inputs];
      const named = Object.fromEntries(this.plan.inputs.map((name, i) => [name, given[i]!] as const));
      const { outputs } = evaluate(this.plan, this.parameters, named, null);
      const all = this.plan.outputs.map((name) => outputs[name]!);
      return all.length === 1 ? all[0]! : all;
    });
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape | tfl.Shape[] {
    const [batch, steps] = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tfl.Shape;
    const all = this.plan.outputs.map((name) => [batch!, steps!, ...this.plan.shapes[name]!]);
    return all.length === 1 ? all[0]! : all;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { plan, parameterShapes, learnNeurons = false } = this.args;
    return { ...super.getConfig(), definition: toConfigText({ plan, parameterShapes, learnNeurons }) };
  }

  /** @nocollapse */
  static override fromConfig<T extends tf.serialization.Serializable>(
    type: tf.serialization.SerializableConstructor<T>,
    { definition, ...config }: tf.serialization.ConfigDict,
  ): T {
    return new type({ ...config, ...fromConfigText<object>(definition as string) });
  }
}

tf.serialization.registerClass(NirNetworkLayer);
