import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import type { NirGraph } from "./graph.js";
import { NirLayer } from "./nir-layer.js";
import { NirNetworkLayer } from "./nir-network-layer.js";
import type { OperationParameters } from "./operation.js";
import type { NirImportOptions, PlannedNetwork } from "./plan.js";
import { planNetwork } from "./plan.js";
import type { MappedNode } from "./report.js";

/** Options of {@link nirToLayers}. */
export interface NirToLayersOptions extends NirImportOptions {
  /**
   * Are time constants, thresholds and the like learned, as weights and biases are? False by default. Time constants are
   * seconds, so a learning rate that suits weights is far too large for them.
   */
  readonly learnNeurons?: boolean;
}

/** A NIR graph as a model. */
export interface NirModel {
  /** [B, T, …] → [B, T, …], channels last; inputs and outputs in the order of the names. */
  readonly model: tfl.LayersModel;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** What became of each node. */
  readonly report: readonly MappedNode[];
}

/**
 * A NIR graph as a `tf.layers` model that can be trained, saved and loaded: Affine and Linear nodes as dense layers,
 * others as {@link NirLayer}s with NIR's parameters as weights, sums where several edges meet. A graph with cycles becomes
 * one {@link NirNetworkLayer}. The state is at rest at the start of every call.
 *
 * @throws InvalidGraphError if the graph contradicts itself
 * @throws InvalidOptionError
 * @example
 * const { model } = nirToLayers(graph, { dt: 1e-4 });
 * const spikes = model.predict(tf.randomUniform([1, 20, 4]));
 */
export function nirToLayers(graph: NirGraph, options: NirToLayersOptions): NirModel {
  const planned = planNetwork(graph, options);
  const { plan, parameters } = planned;
  const { learnNeurons = false } = options;
  const { inputs, outputs } = plan;
  const values = new Map(
    inputs.map((name) => [name, tfl.input({ shape: [null, ...plan.shapes[name]!], name: layerName(name) })]),
  );
  if (plan.loop) {
    const shapes = Object.entries(parameters).map(([node, p]) => [node, shapesOf(p)] as const);
    const layer = new NirNetworkLayer({ plan, parameterShapes: Object.fromEntries(shapes), learnNeurons });
    const all = layer.apply(inputs.map((name) => values.get(name)!)) as tfl.SymbolicTensor | tfl.SymbolicTensor[];
    layer.setParameters(parameters);
    return {
      model: tfl.model({ inputs: [...values.values()], outputs: all }),
      inputs,
      outputs,
      report: planned.report,
    };
  }
  const report: MappedNode[] = [];
  for (const name of plan.order) {
    if (values.has(name)) continue;
    const parts = plan.sources[name]!.map(({ from }) => values.get(from)!);
    const x = parts.length === 1 ? parts[0]! : (tfl.layers.add().apply(parts) as tfl.SymbolicTensor);
    if (outputs.includes(name)) {
      const direct = inputs.some((input) => values.get(input) === x);
      values.set(name, direct ? (tfl.layers.activation({ activation: "linear" }).apply(x) as tfl.SymbolicTensor) : x);
      continue;
    }
    const { layer, as } = layerOf(name, planned, learnNeurons);
    values.set(name, layer.apply(x) as tfl.SymbolicTensor);
    setParameters(layer, parameters[name]!);
    const entry = planned.report.find(({ node }) => node === name)!;
    report.push({ ...entry, as: as ?? entry.as });
  }
  const model = tfl.model({
    inputs: [...values].flatMap(([name, x]) => (inputs.includes(name) ? [x] : [])),
    outputs: outputs.map((name) => values.get(name)!),
  });
  return { model, inputs, outputs, report };
}

function layerOf(
  name: string,
  { plan, parameters }: PlannedNetwork,
  learnNeurons: boolean,
): { layer: tfl.layers.Layer; as?: string } {
  const operation = plan.operations[name]!;
  if (operation.type === "Affine" || operation.type === "Linear") {
    const units = operation.shapes.output[0]!;
    const useBias = operation.type === "Affine";
    return { layer: tfl.layers.dense({ units, useBias, name: layerName(name) }), as: `dense layer of ${units} units` };
  }
  const parameterShapes = shapesOf(parameters[name]!);
  return { layer: new NirLayer({ name: layerName(name), operation, parameterShapes, learnNeurons }) };
}

function shapesOf(parameters: OperationParameters): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(parameters).map(([field, { shape }]) => [field, shape]));
}

function setParameters(layer: tfl.layers.Layer, parameters: OperationParameters): void {
  if (layer instanceof NirLayer) {
    layer.setParameters(parameters);
    return;
  }
  const arrays = Object.values(parameters);
  tf.tidy(() => layer.setWeights(arrays.map(({ data, shape }) => tf.tensor(Float32Array.from(data), [...shape]))));
}

/** TensorFlow.js takes most names, but a slash is a scope. */
function layerName(node: string): string {
  return node.replaceAll("/", ".");
}
