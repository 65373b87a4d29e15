import * as tf from "@tensorflow/tfjs-core";
import type { OperationState, OperationTensors } from "./operation.js";
import { applyOperation, isStateful } from "./operation.js";
import type { NetworkPlan } from "./plan.js";

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

/** Parameters of a plan's operations, by node. */
export type NetworkTensors = Readonly<Record<string, OperationTensors>>;

type Values = Map<string, tf.Tensor>;

/**
 * All steps of a network: what comes before a loop and after it for all T at once, the loop step by step. Call inside
 * `tf.tidy`.
 *
 * @param inputs [B, T, …] by Input node
 * @param before  the state, or null at rest
 */
export function evaluate(
  plan: NetworkPlan,
  tensors: NetworkTensors,
  inputs: Readonly<Record<string, tf.Tensor>>,
  before: NirState | null,
): NirRun {
  const [batch, steps] = Object.values(inputs)[0]!.shape as [number, number];
  const evaluation = new Evaluation(plan, tensors, batch, before);
  const values: Values = new Map(Object.entries(inputs));
  const { order, loop } = plan;
  const [first, last] = loop ?? [order.length, order.length - 1];
  for (const name of order.slice(0, first)) evaluation.compute(name, values, steps);
  if (loop) evaluation.loop(order.slice(first, last + 1), values, steps);
  for (const name of order.slice(last + 1)) evaluation.compute(name, values, steps);
  return {
    outputs: Object.fromEntries(plan.outputs.map((name) => [name, values.get(name)!])),
    state: evaluation.state(),
  };
}

/** One run: what nodes remember changes as it goes. */
class Evaluation {
  private readonly nodes: Record<string, OperationState>;
  private readonly earlier: Values;

  constructor(
    private readonly plan: NetworkPlan,
    private readonly tensors: NetworkTensors,
    private readonly batch: number,
    before: NirState | null,
  ) {
    this.nodes = { ...before?.nodes };
    this.earlier = new Map(Object.entries(before?.earlier ?? {}));
  }

  state(): NirState {
    return { nodes: this.nodes, earlier: Object.fromEntries(this.earlier) };
  }

  /** One node, for all steps that its inputs in `values` have; not again if it is there. */
  compute(name: string, values: Values, steps: number): void {
    if (values.has(name)) return;
    const x = this.incoming(name, values, steps);
    if (!(name in this.plan.operations)) return void values.set(name, tf.clone(x));
    const { output, state } = this.apply(name, x);
    values.set(name, output);
    if (state) this.nodes[name] = state;
  }

  /** Nodes that read one another's last step. */
  loop(inside: readonly string[], values: Values, steps: number): void {
    const { sources, loopDelays } = this.plan;
    const late = new Set(inside.flatMap((name) => sources[name]!.flatMap((s) => (s.earlier ? [s.from] : []))));
    for (const name of late) if (!this.earlier.has(name)) this.earlier.set(name, this.atRest(name, new Set()));
    const outside = new Set(inside.flatMap((name) => [name, ...sources[name]!.map((s) => s.from)]));
    const collected = new Map(inside.map((name) => [name, [] as tf.Tensor[]]));
    for (let t = 0; t < steps; t++) {
      const now: Values = new Map();
      for (const name of outside) {
        if (values.has(name)) now.set(name, sliceTime(values.get(name)!, t));
        else if (loopDelays.includes(name)) now.set(name, this.apply(name, this.nothing(name)).output);
      }
      for (const name of inside) this.compute(name, now, 1);
      // What left these Delays was known before; only now is what enters them.
      for (const name of loopDelays) this.nodes[name] = this.apply(name, this.incoming(name, now, 1)).state!;
      for (const name of late) this.earlier.set(name, now.get(name)!);
      for (const name of inside) collected.get(name)!.push(now.get(name)!);
    }
    for (const [name, parts] of collected) if (!values.has(name)) values.set(name, tf.concat(parts, 1));
  }

  private apply(name: string, x: tf.Tensor) {
    return applyOperation(this.plan.operations[name]!, this.tensors[name]!, x, this.nodes[name] ?? null);
  }

  /** Sum of what leads into a node. */
  private incoming(name: string, values: Values, steps: number): tf.Tensor {
    const parts = this.plan.sources[name]!.map(({ from, earlier }) => (earlier ? this.earlier : values).get(from)!);
    return parts.length > 0 ? parts.reduce((a, b) => tf.add(a, b)) : this.nothing(name, steps);
  }

  /** What a node gives before the first step: neurons and inputs nothing, other nodes what they make of that. */
  private atRest(name: string, above: ReadonlySet<string>): tf.Tensor {
    const config = this.plan.operations[name];
    if (!config || isStateful(config.type) || above.has(name)) return this.nothing(name);
    const path = new Set([...above, name]);
    const parts = this.plan.sources[name]!.map(({ from }) => this.atRest(from, path));
    return this.apply(
      name,
      parts.reduce((a, b) => tf.add(a, b)),
    ).output;
  }

  private nothing(name: string, steps = 1): tf.Tensor {
    return tf.zeros([this.batch, steps, ...this.plan.shapes[name]!]);
  }
}

/** Step t of [B, T, …] as [B, 1, …]. */
function sliceTime(x: tf.Tensor, t: number): tf.Tensor {
  const size = x.shape.map((extent, axis) => (axis === 1 ? 1 : extent));
  const begin = x.shape.map((_, axis) => (axis === 1 ? t : 0));
  return tf.slice(x, begin, size);
}
