import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";
import type { Discretisation } from "./discretise.js";
import { discretisation } from "./discretise.js";
import type { Source } from "./evaluation-order.js";
import { evaluationOrder } from "./evaluation-order.js";
import type { NirGraph } from "./graph.js";
import { graphShapes } from "./graph-shapes.js";
import { inlineGraphs } from "./inline-graphs.js";
import { channelsLast } from "./layout.js";
import type { NeuronRule } from "./neuron-rule.js";
import type { OperationConfig, OperationState, OperationTensors } from "./operation.js";
import { applyOperation, isStateful, prepareOperation } from "./operation.js";
import type { MappedNode } from "./report.js";
import { describeOperation } from "./report.js";

/** State of a network between two steps; plain tensors that whoever holds it disposes (`tf.dispose(state)`). */
export interface NirState {
  /** What nodes remember, by node. */
  readonly nodes: Readonly<Record<string, OperationState>>;
  /** What left a node in the last step, where a cycle brings it back in the next; [B, 1, …]. */
  readonly earlier: Readonly<Record<string, tf.Tensor>>;
}

/** What a network gives: its Output nodes' values by name, and the state after the last step. The caller owns them. */
export interface NirRun {
  readonly outputs: Readonly<Record<string, tf.Tensor>>;
  readonly state: NirState;
}

/** Options of {@link nirNetwork} and `nirToLayers`. */
export interface NirImportOptions extends Discretisation {
  /** Surrogate gradient of the spikes, `"arctan"` by default; NIR does not say. */
  readonly surrogate?: NeuronRule["surrogate"];
}

/** A graph that can be run. */
export interface NirNetwork {
  /** Shapes of one sample at one moment as tensors here have them, channels last, by Input and Output node. */
  readonly inputShapes: Readonly<Record<string, readonly number[]>>;
  readonly outputShapes: Readonly<Record<string, readonly number[]>>;
  /** How each node was understood. */
  readonly report: readonly MappedNode[];
  /**
   * One step.
   * @param input [B, …], channels last; by name where there are several Input nodes
   * @param state of the step before, or null at rest (not disposed)
   * @throws ShapeMismatchError
   */
  step(input: tf.Tensor | Readonly<Record<string, tf.Tensor>>, state: NirState | null): NirRun;
  /**
   * Several steps: [B, T, …] → [B, T, …]. Parts without cycles are computed for all T at once.
   * @throws ShapeMismatchError
   */
  run(input: tf.Tensor | Readonly<Record<string, tf.Tensor>>, state: NirState | null): NirRun;
  /** Disposes the parameters. */
  dispose(): void;
}

interface Prepared {
  readonly config: OperationConfig;
  readonly tensors: OperationTensors;
}

/**
 * A NIR graph as a network that runs step by step with explicit state; graphs with cycles too, inner graphs in their
 * place. In a cycle, the edge that closes it carries the value of the step before.
 *
 * @throws InvalidGraphError if the graph contradicts itself
 * @throws InvalidOptionError
 * @example
 * const network = nirNetwork(graph, { dt: 1e-3 });
 * const { outputs, state } = network.run(x, null);
 */
export function nirNetwork(graph: NirGraph, options: NirImportOptions): NirNetwork {
  const time = discretisation(options);
  const defaults = options.surrogate === undefined ? {} : { surrogate: options.surrogate };
  const flat = inlineGraphs(graph);
  const shapes = graphShapes(flat);
  const { order, sources, loop, loopDelays } = evaluationOrder(flat, time.dt);
  const operations = new Map<string, Prepared>();
  const report: MappedNode[] = [];
  const [inputShapes, outputShapes]: Record<string, readonly number[]>[] = [{}, {}];
  for (const name of order) {
    const node = flat.nodes.get(name)!;
    if (node.type === "Input") inputShapes![name] = channelsLast(node.shape);
    else if (node.type === "Output") outputShapes![name] = channelsLast(node.shape);
    else {
      const { config, parameters } = prepareOperation(name, node, shapes.get(name)!, time, defaults);
      const tensors = Object.entries(parameters).map(([field, { data, shape }]) => {
        return [field, tf.keep(tf.tensor(Float32Array.from(data), [...shape]))];
      });
      operations.set(name, { config, tensors: Object.fromEntries(tensors) });
      const late = sources.get(name)!.filter(({ earlier }) => earlier);
      report.push(
        describeOperation(
          name,
          config,
          parameters,
          late.map(({ from }) => from),
        ),
      );
    }
  }
  const plan: Plan = { order, sources, loop, loopDelays, operations, shapes: new Map() };
  for (const [name, { output }] of shapes) (plan.shapes as Map<string, number[]>).set(name, channelsLast(output));

  const run: NirNetwork["run"] = (input, state) => {
    const given = named(input, inputShapes!);
    return tf.tidy(() => evaluate(plan, given, state) as unknown as tf.TensorContainerObject) as unknown as NirRun;
  };
  return {
    inputShapes: inputShapes!,
    outputShapes: outputShapes!,
    report,
    run,
    step: (input, state) =>
      tf.tidy(() => {
        const given = named(input, inputShapes!, false);
        const once = Object.entries(given).map(([name, x]) => [name, tf.expandDims(x, 1)]);
        const result = run(Object.fromEntries(once), state);
        const outputs = Object.entries(result.outputs).map(([name, y]) => [name, tf.squeeze(y, [1])]);
        return { outputs: Object.fromEntries(outputs), state: result.state } as unknown as tf.TensorContainerObject;
      }) as unknown as NirRun,
    dispose: () => {
      for (const { tensors } of operations.values()) tf.dispose(tensors as Record<string, tf.Tensor>);
    },
  };
}

interface Plan {
  readonly order: readonly string[];
  readonly sources: ReadonlyMap<string, readonly Source[]>;
  readonly loop: readonly [number, number] | null;
  readonly loopDelays: ReadonlySet<string>;
  readonly operations: ReadonlyMap<string, Prepared>;
  /** Channels last. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

type Values = Map<string, tf.Tensor>;

/** All steps: what comes before a loop and after it at once, the loop step by step. */
function evaluate(plan: Plan, inputs: Readonly<Record<string, tf.Tensor>>, state: NirState | null): NirRun {
  const values: Values = new Map(Object.entries(inputs));
  const nodes: Record<string, OperationState> = { ...state?.nodes };
  const earlier: Values = new Map(Object.entries(state?.earlier ?? {}));
  const [batch, steps] = Object.values(inputs)[0]!.shape as [number, number];
  const { order, loop } = plan;
  const compute = (name: string, into: Values) => {
    const operation = plan.operations.get(name);
    if (into.has(name)) return;
    const x = incoming(plan, name, into, earlier, batch, steps);
    if (!operation) return void into.set(name, tf.clone(x));
    const { output, state: after } = applyOperation(operation.config, operation.tensors, x, nodes[name] ?? null);
    into.set(name, output);
    if (after) nodes[name] = after;
  };
  const [first, last] = loop ?? [order.length, order.length - 1];
  for (const name of order.slice(0, first)) compute(name, values);
  if (loop) {
    const inside = order.slice(first, last + 1);
    const collected = new Map<string, tf.Tensor[]>(inside.map((name) => [name, []]));
    const readLate = new Set([...plan.sources.values()].flat().flatMap((s) => (s.earlier ? [s.from] : [])));
    for (const name of readLate) if (!earlier.has(name)) earlier.set(name, atRest(plan, name, batch, new Set()));
    for (let t = 0; t < steps; t++) {
      const now: Values = new Map();
      const at = (name: string) => tf.slice(values.get(name)!, [0, t], [-1, 1]);
      for (const name of inside) {
        if (values.has(name)) now.set(name, at(name));
        for (const { from } of plan.sources.get(name)!) if (values.has(from) && !now.has(from)) now.set(from, at(from));
      }
      for (const name of inside) {
        if (plan.loopDelays.has(name)) now.set(name, ahead(plan, name, nodes[name] ?? null, batch));
        else stepOf(plan, name, now, earlier, nodes, batch);
      }
      for (const name of inside) {
        if (!plan.loopDelays.has(name)) continue;
        const { config, tensors } = plan.operations.get(name)!;
        const x = incoming(plan, name, now, earlier, batch, 1);
        nodes[name] = applyOperation(config, tensors, x, nodes[name] ?? null).state!;
      }
      for (const name of readLate) earlier.set(name, now.get(name)!);
      for (const name of inside) collected.get(name)!.push(now.get(name)!);
    }
    for (const [name, parts] of collected) if (!values.has(name)) values.set(name, tf.concat(parts, 1));
  }
  for (const name of order.slice(last + 1)) compute(name, values);
  const outputs = order.flatMap((name) => {
    const isOutput = !plan.operations.has(name) && !(name in inputs);
    return isOutput ? [[name, values.get(name)!]] : [];
  });
  return { outputs: Object.fromEntries(outputs), state: { nodes, earlier: Object.fromEntries(earlier) } };
}

/** One step of a node within a loop. */
function stepOf(
  plan: Plan,
  name: string,
  now: Values,
  earlier: Values,
  nodes: Record<string, OperationState>,
  batch: number,
): void {
  if (now.has(name)) return;
  const operation = plan.operations.get(name);
  const x = incoming(plan, name, now, earlier, batch, 1);
  if (!operation) return void now.set(name, tf.clone(x));
  const { output, state } = applyOperation(operation.config, operation.tensors, x, nodes[name] ?? null);
  now.set(name, output);
  if (state) nodes[name] = state;
}

/** Sum of what leads into a node. */
function incoming(plan: Plan, name: string, now: Values, earlier: Values, batch: number, steps: number): tf.Tensor {
  const parts = plan.sources.get(name)!.map((source) => (source.earlier ? earlier : now).get(source.from)!);
  if (parts.length === 0) return tf.zeros([batch, steps, ...plan.shapes.get(name)!]);
  return parts.reduce((a, b) => tf.add(a, b));
}

/** What leaves a Delay before it has been given this step's input. */
function ahead(plan: Plan, name: string, state: OperationState | null, batch: number): tf.Tensor {
  const { config, tensors } = plan.operations.get(name)!;
  const nothing = tf.zeros([batch, 1, ...plan.shapes.get(name)!]);
  return applyOperation(config, tensors, nothing, state).output;
}

/** What a node gives before the first step: neurons and inputs nothing, other nodes what they make of that. */
function atRest(plan: Plan, name: string, batch: number, above: ReadonlySet<string>): tf.Tensor {
  const operation = plan.operations.get(name);
  const nothing = tf.zeros([batch, 1, ...plan.shapes.get(name)!]);
  const remembers = operation && isStateful(operation.config.type);
  if (!operation || remembers || above.has(name)) return nothing;
  const path = new Set([...above, name]);
  const parts = plan.sources.get(name)!.map(({ from }) => atRest(plan, from, batch, path));
  const x = parts.reduce((a, b) => tf.add(a, b));
  return applyOperation(operation.config, operation.tensors, x, null).output;
}

function named(
  input: tf.Tensor | Readonly<Record<string, tf.Tensor>>,
  shapes: Readonly<Record<string, readonly number[]>>,
  steps = true,
): Readonly<Record<string, tf.Tensor>> {
  const names = Object.keys(shapes);
  const given = input instanceof tf.Tensor ? { [names[0]!]: input } : input;
  const missing = names.find((name) => !(given[name] instanceof tf.Tensor));
  if (missing !== undefined || Object.keys(given).length !== names.length) {
    throw new InvalidOptionError("input", Object.keys(given), `a tensor for each of ${names.join(", ")}`);
  }
  const leading = steps ? 2 : 1;
  const [first] = Object.values(given);
  for (const [name, x] of Object.entries(given)) {
    const expected = [...first!.shape.slice(0, leading), ...shapes[name]!];
    if (x.rank < leading || !tf.util.arraysEqual(x.shape, expected) || x.shape.slice(0, leading).includes(0)) {
      throw new ShapeMismatchError(`input ${name}`, `[B, ${steps ? "T, " : ""}${shapes[name]}]`, x.shape);
    }
  }
  return given;
}
