import type * as tfl from "@tensorflow/tfjs-layers";
import { UnsupportedNodeError } from "../errors.js";
import { completeGraph } from "./complete-graph.js";
import type { Discretisation } from "./discretise.js";
import { discretisation } from "./discretise.js";
import { exportLayer } from "./export-layer.js";
import type { NirGraph, NirNode } from "./graph.js";
import { nirArray } from "./graph.js";
import type { PlacedLayer } from "./layer-graph.js";
import { layerGraph } from "./layer-graph.js";
import { channelsFirst } from "./layout.js";
import { NirNetworkLayer } from "./nir-network-layer.js";
import { nodeOfOperation } from "./operation.js";

/** Options of {@link layersToNir}. */
export interface LayersToNirOptions extends Discretisation {
  /**
   * Export neurons whose reset or comparison NIR does not have (false by default: they are refused). The rule is written
   * to the node's metadata, from which this package takes it again; other programs reset to `v_reset` at once.
   */
  readonly approximate?: boolean;
}

/** What became of one layer. */
export interface MappedLayer {
  readonly layer: string;
  readonly type: string;
  /** Names of its nodes, in their order; none for layers that leave values as they are. */
  readonly nodes: readonly string[];
  /** Where another program will compute something else. */
  readonly differences: readonly string[];
  readonly notes: readonly string[];
}

/** A model as a NIR graph. */
export interface NirExport {
  readonly graph: NirGraph;
  readonly report: readonly MappedLayer[];
}

/**
 * A `tf.layers` model of [B, T, …] as a NIR graph: dense layers, convolutions, average pools and flattening (these three
 * within `PerStep` or `timeDistributed`), additions, LIF, IF, LeakyIntegrator, Synaptic, ConvLIF1D and 2D, and what `nirToLayers`
 * made. Axes are turned to NIR's channels first, kernels behind a flattening with them. A softmax or a mean over time at
 * the end is left to whoever reads the outputs.
 *
 * @throws UnsupportedNodeError for a layer that NIR has no node for, or neurons that it has not (see `approximate`)
 * @throws InvalidOptionError
 * @example
 * const { graph } = await layersToNir(model, { dt: 1e-3 });
 * await writeFile("network.nir", await writeNir(graph));
 */
export async function layersToNir(model: tfl.LayersModel, options: LayersToNirOptions): Promise<NirExport> {
  const { layers, outputs } = layerGraph(model);
  const building = new Building(discretisation(options), options.approximate ?? false);
  for (const layer of layers) await building.add(layer);
  outputs.forEach((layer, i) => {
    building.output(outputs.length === 1 ? "output" : `output_${i}`, layer);
  });
  return { graph: building.graph(), report: building.report };
}

/** What leaves a layer. */
interface Value {
  /** Nodes whose sum it is. */
  readonly sources: readonly string[];
  /** At one moment, channels last. */
  readonly shape: readonly number[];
  /** Behind a flattening: where each feature stands in NIR's order; null where the order is the same. */
  readonly order: Int32Array | null;
}

/** A graph that grows layer by layer. */
class Building {
  readonly report: MappedLayer[] = [];
  private readonly nodes: Record<string, NirNode> = {};
  private readonly edges: [string, string][] = [];
  private readonly values = new Map<string, Value>();

  constructor(
    private readonly time: Required<Discretisation>,
    private readonly approximate: boolean,
  ) {}

  /** A layer, after those it reads. */
  async add({ layer, from, output, answers }: PlacedLayer): Promise<void> {
    const type = layer.getClassName();
    const inputs = from.map((name) => this.values.get(name)!);
    const sources = inputs.flatMap((input) => input.sources);
    const say = (entry: Partial<MappedLayer>) =>
      this.report.push({ layer: layer.name, type, nodes: [], differences: [], notes: [], ...entry });
    const set = (value: Omit<Value, "shape">) => this.values.set(layer.name, { ...value, shape: output });
    const [input] = inputs;
    if (!input) {
      const name = this.node(layer.name, { type: "Input", shape: channelsFirst(output) }, []);
      set({ sources: [name], order: null });
      say({ nodes: [name] });
    } else if (answers) {
      set(input);
      say({ notes: [`left out: NIR has no ${type}; apply it to the outputs`] });
    } else if (layer instanceof NirNetworkLayer) {
      const { nodes, last } = await this.network(layer, inputs);
      set({ sources: last, order: null });
      say({ nodes });
    } else if (type === "Add") {
      if (inputs.some(({ order }) => order !== input.order)) {
        throw new UnsupportedNodeError(layer.name, type, "it adds features in different orders", "flatten behind it");
      }
      set({ sources, order: input.order });
      say({ notes: ["edges that meet add up"] });
    } else {
      if (from.length !== 1)
        throw new UnsupportedNodeError(layer.name, type, "it has several inputs", "add them first");
      const { nodes, order, differences = [], notes = [] } = await exportLayer(layer, input, this.time);
      if (differences.length > 0 && !this.approximate) {
        const remedy = 'build it with { reset: "zero", timing: "same-step" }, or pass { approximate: true }';
        throw new UnsupportedNodeError(layer.name, type, differences.join("; "), remedy);
      }
      const names: string[] = [];
      for (const [suffix, node] of nodes) {
        names.push(this.node(layer.name + suffix, node, names.length > 0 ? names.slice(-1) : sources));
      }
      set({ sources: names.length > 0 ? names.slice(-1) : sources, order });
      say({ nodes: names, differences, notes });
    }
  }

  /** An Output node behind a layer. */
  output(name: string, layer: string): void {
    const { sources, shape, order } = this.values.get(layer)!;
    if (order) {
      const at = this.report.findIndex((entry) => entry.layer === layer);
      const note = "its features leave in NIR's order, channels first; here they are channels last";
      this.report[at] = { ...this.report[at]!, notes: [...this.report[at]!.notes, note] };
    }
    this.node(name, { type: "Output", shape: channelsFirst(shape) }, sources);
  }

  graph(): NirGraph {
    return completeGraph({ type: "NIRGraph", nodes: this.nodes, edges: this.edges });
  }

  /** Adds a node behind others, and gives the name that it got. */
  private node(wanted: string, node: NirNode, sources: readonly string[]): string {
    const plain = wanted.replaceAll("/", ".");
    let name = plain;
    for (let i = 1; Object.hasOwn(this.nodes, name); i++) name = `${plain}_${i}`;
    this.nodes[name] = node;
    for (const source of sources) this.edge(source, name);
    return name;
  }

  /** NIR has one edge between two nodes: what is added to itself takes another way, through a Scale by one. */
  private edge(from: string, to: string): void {
    if (!this.edges.some(([a, b]) => a === from && b === to)) {
      this.edges.push([from, to]);
      return;
    }
    const detour = this.node(`${from}.again`, { type: "Scale", scale: nirArray([], 1) }, [from]);
    this.edges.push([detour, to]);
  }

  /** The nodes of a network that is one layer, and those that lead to its output. */
  private async network(
    layer: NirNetworkLayer,
    inputs: readonly Value[],
  ): Promise<{ nodes: readonly string[]; last: readonly string[] }> {
    const { plan, parameters } = layer;
    if (plan.outputs.length !== 1 || inputs.some(({ order }) => order)) {
      throw new UnsupportedNodeError(layer.name, "NirNetworkLayer", "it has several outputs", "export its own graph");
    }
    const names = new Map<string, string>();
    for (const [name, operation] of Object.entries(plan.operations)) {
      const arrays = Object.entries(parameters[name]!).map(async ([field, tensor]) => {
        return [field, { shape: tensor.shape, data: Float32Array.from(await tensor.data()) }] as const;
      });
      const node = nodeOfOperation(operation, Object.fromEntries(await Promise.all(arrays)));
      names.set(name, this.node(name, node, []));
    }
    const sourcesOf = (name: string): readonly string[] =>
      plan.sources[name]!.flatMap(({ from }) => {
        const input = plan.inputs.indexOf(from);
        return input >= 0 ? inputs[input]!.sources : [names.get(from)!];
      });
    for (const [name, own] of names) for (const source of sourcesOf(name)) this.edge(source, own);
    return { nodes: [...names.values()], last: sourcesOf(plan.outputs[0]!) };
  }
}
