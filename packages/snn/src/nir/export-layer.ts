import type * as tfl from "@tensorflow/tfjs-layers";
import { UnsupportedNodeError } from "../errors.js";
import type { Discretisation } from "./discretise.js";
import { exportNeurons, NEURON_LAYERS } from "./export-neurons.js";
import { convolutionOfConvLif, exportTransform, IDENTITY_LAYERS, IMAGE_LAYERS } from "./export-transforms.js";
import type { Exported, LayerToExport } from "./exported.js";
import { weightsOf } from "./exported.js";
import { flattenOrder, reorderInputs, reorderNeurons } from "./flatten-order.js";
import type { NirOperation } from "./graph.js";
import { channelsFirst } from "./layout.js";
import { NirLayer } from "./nir-layer.js";
import { nodeOfOperation } from "./operation.js";

/** What goes into a layer at one moment. */
export interface Incoming {
  /** Channels last. */
  readonly shape: readonly number[];
  /** Behind a flattening: where each feature stands in NIR's order; null where the order is the same. */
  readonly order: Int32Array | null;
}

/** A layer's nodes, and the order of the features that leave it. */
export interface ExportedLayer extends Exported {
  readonly order: Int32Array | null;
}

/** A layer with one input, itself or within `PerStep` or `timeDistributed`, as nodes. @throws UnsupportedNodeError */
export async function exportLayer(
  outer: tfl.layers.Layer,
  { shape, order }: Incoming,
  time: Required<Discretisation>,
): Promise<ExportedLayer> {
  const within = ["PerStep", "TimeDistributed"].includes(outer.getClassName());
  const inner = within ? (outer as unknown as { layer: tfl.layers.Layer }).layer : outer;
  const type = inner.getClassName();
  const config = inner.getConfig() as Record<string, unknown>;
  const layer: LayerToExport = { name: outer.name, type, config, weights: await weightsOf(inner), input: shape, time };
  const inOrder = (exported: Exported, reorder: typeof reorderNeurons): ExportedLayer => ({
    ...exported,
    order,
    nodes: order ? exported.nodes.map(([suffix, node]) => [suffix, reorder(node, order)]) : exported.nodes,
  });
  if (IDENTITY_LAYERS.has(type)) return { nodes: [], order, notes: ["left out: it works in training alone"] };
  if (inner instanceof NirLayer) {
    return inOrder({ nodes: [["", nodeOfOperation(inner.operation, layer.weights)]] }, reorderNeurons);
  }
  if (type === "ConvLIF1D" || type === "ConvLIF2D") {
    const convolution = convolutionOfConvLif(layer);
    const neurons = exportNeurons({ ...layer, input: [...shape.slice(0, -1), convolution.weight.shape[0]!] });
    const behind = neurons.nodes.map(([suffix, node]) => [`.lif${suffix}`, node] as const);
    return { ...neurons, order: null, nodes: [[".conv", convolution], ...behind] };
  }
  if (NEURON_LAYERS.has(type)) return inOrder(exportNeurons(layer), reorderNeurons);
  if (!within && IMAGE_LAYERS.has(type)) {
    const reason = "it takes what one moment has, not sequences";
    throw new UnsupportedNodeError(outer.name, type, reason, "put it within PerStep or timeDistributed");
  }
  if (type === "Flatten" || type === "Reshape") return exportFlatten(outer, type, { shape, order });
  const exported = inOrder(exportTransform(layer), reorderInputs);
  return { ...exported, order: exported.nodes.length > 0 ? null : order };
}

/** [H, W, C] → [H·W·C] here, [C, H, W] → [C·H·W] there. */
function exportFlatten(outer: tfl.layers.Layer, type: string, { shape, order }: Incoming): ExportedLayer {
  const output = (outer.outputShape as number[]).slice(2);
  if (output.length !== 1) {
    const reason = `it makes [${output}], NIR's Flatten one axis`;
    throw new UnsupportedNodeError(outer.name, type, reason, "flatten to [B, T, features]");
  }
  if (shape.length === 1) return { nodes: [], order };
  const input_type = channelsFirst(shape);
  const node: NirOperation = { type: "Flatten", input_type, start_dim: 0, end_dim: -1 };
  return { nodes: [["", node]], order: flattenOrder(shape) };
}
