import type { Discretisation } from "./discretise.js";
import { discretisation } from "./discretise.js";
import type { Source } from "./evaluation-order.js";
import { evaluationOrder } from "./evaluation-order.js";
import type { NirGraph } from "./graph.js";
import { graphShapes } from "./graph-shapes.js";
import { inlineGraphs } from "./inline-graphs.js";
import { channelsLast } from "./layout.js";
import type { NeuronRule } from "./neuron-rule.js";
import type { OperationConfig, OperationParameters } from "./operation.js";
import { prepareOperation } from "./operation.js";
import type { MappedNode } from "./report.js";
import { describeOperation } from "./report.js";

/** Options of `nirNetwork` and `nirToLayers`. */
export interface NirImportOptions extends Discretisation {
  /** Surrogate gradient of the spikes, `"arctan"` by default; NIR does not say. */
  readonly surrogate?: NeuronRule["surrogate"];
}

/** How a graph is computed, but for its parameters: plain data that a layer's config can hold. */
export interface NetworkPlan {
  /** Names of the nodes as they are computed, inner graphs in their place. */
  readonly order: readonly string[];
  /** First and last place in `order` of what is computed step by step, or null where nothing closes a cycle. */
  readonly loop: readonly [first: number, last: number] | null;
  readonly loopDelays: readonly string[];
  readonly sources: Readonly<Record<string, readonly Source[]>>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly operations: Readonly<Record<string, OperationConfig>>;
  /** What leaves each node for one sample at one moment, channels last. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
}

/** A plan, the parameters of its operations by node, and how each node was understood. */
export interface PlannedNetwork {
  readonly plan: NetworkPlan;
  readonly parameters: Readonly<Record<string, OperationParameters>>;
  readonly report: readonly MappedNode[];
}

/**
 * How a graph is computed.
 *
 * @throws InvalidGraphError if the graph contradicts itself
 * @throws InvalidOptionError
 */
export function planNetwork(graph: NirGraph, options: NirImportOptions): PlannedNetwork {
  const time = discretisation(options);
  const defaults = options.surrogate === undefined ? {} : { surrogate: options.surrogate };
  const flat = inlineGraphs(graph);
  const shapes = graphShapes(flat);
  const { order, sources, loop, loopDelays } = evaluationOrder(flat, time.dt);
  const operations: Record<string, OperationConfig> = {};
  const parameters: Record<string, OperationParameters> = {};
  const report: MappedNode[] = [];
  const named = (type: string) => order.filter((name) => flat.nodes.get(name)!.type === type);
  for (const name of order) {
    const node = flat.nodes.get(name)!;
    if (node.type === "Input" || node.type === "Output") continue;
    const prepared = prepareOperation(name, node, shapes.get(name)!, time, defaults);
    operations[name] = prepared.config;
    parameters[name] = prepared.parameters;
    const late = sources.get(name)!.filter(({ earlier }) => earlier);
    report.push(
      describeOperation(
        name,
        prepared,
        late.map(({ from }) => from),
      ),
    );
  }
  const plan: NetworkPlan = {
    order,
    loop,
    loopDelays: [...loopDelays],
    sources: Object.fromEntries(sources),
    inputs: named("Input"),
    outputs: named("Output"),
    operations,
    shapes: Object.fromEntries([...shapes].map(([name, { output }]) => [name, channelsLast(output)])),
  };
  return { plan, parameters, report };
}
