import { type KernelCall, type TracedTensor, trace, withoutValues } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError } from "../errors.js";
import { classify } from "./classify.js";
import { type AttentionForm, type ConventionName, conventionOf } from "./conventions.js";
import { watchNodes } from "./graph-nodes.js";
import { type MemoryTraffic, trafficOf } from "./memory-traffic.js";
import type { Part, PartKind } from "./part.js";
import { type InputShapes, prepare, type Subject } from "./subject.js";
import { elements, isView, type TraceGraph, traceGraph } from "./trace-graph.js";

/** Options of {@link countOperations}. */
export interface CountOptions {
  /** Which operations count, and how much; "cvar" if not given. */
  readonly convention?: ConventionName;
  /** FLOPs of one multiply-accumulate, instead of the convention's own. */
  readonly flopsPerMac?: 1 | 2;
  /** How the network's attention would be written in PyTorch; "module" if not given. Counters differ only there. */
  readonly attention?: AttentionForm;
  /**
   * Count a training step instead of an inference: forward, and backward to every trainable weight. The gradient is that of
   * the sum of the outputs; losses and optimisers multiply no matrices. Of functions, all registered variables are trained.
   */
  readonly training?: boolean;
}

/** What some kernels cost. */
export interface Operations {
  /** Multiply-accumulates that the convention counts. */
  readonly macs: number;
  /** What the convention calls FLOPs: multiply-accumulates, each one or two, and whatever else it counts. */
  readonly flops: number;
  /** Weights, each counted once; without the running statistics of batch norms. */
  readonly parameters: number;
  /** Running means and variances of batch norms. */
  readonly statistics: number;
  /** Elements that convolutions, linear maps and products write (fvcore's ActivationCount). */
  readonly activations: number;
  /** Elements that all kernels write; views of a tensor write none. */
  readonly elementsWritten: number;
  readonly memory: MemoryTraffic;
  /** FLOPs for each byte moved; 0 where nothing is moved. */
  readonly intensity: number;
}

/** What a layer, or a node of a graph model, costs; all its calls together. */
export interface LayerOperations extends Operations {
  /** Names of the layers and named scopes around it, outermost first, joined by "/"; "" outside of all. */
  readonly scope: string;
  /** Kernel calls. */
  readonly calls: number;
}

/** What one run of a model costs. */
export interface OperationCount extends Operations {
  readonly convention: ConventionName;
  readonly flopsPerMac: 1 | 2;
  /** FLOPs by kind of operation; those that count for nothing are absent. */
  readonly byKind: Readonly<Partial<Record<PartKind, number>>>;
  /** Layers in the order in which they first run. */
  readonly perLayer: readonly LayerOperations[];
  /** Kernels that compute, and of which the convention counts nothing, with how often each is called. */
  readonly uncounted: Readonly<Record<string, number>>;
}

/**
 * Counts what one run of a model costs from the shapes of its kernels' tensors: nothing is computed, and no backend is needed.
 *
 * @param subject  a tf.layers model, a graph model, anything with `predict()`, or a function of tensors
 * @param inputShapes  with the batch axis: of the only input, in order, or by name; a model's own, with a batch of 1, if not given
 * @throws UsageError for what is none of these, and for shapes that are missing or do not fit; InvalidOptionError
 * @throws NoValuesError, UnknownShapeError (of @cvar/backend) where the run depends on values
 * @example const { macs, parameters } = countOperations(model, [1, 224, 224, 3], { convention: "fvcore" });
 */
export function countOperations(
  subject: Subject,
  inputShapes?: InputShapes,
  options: CountOptions = {},
): OperationCount {
  const convention = conventionOf(options.convention ?? "cvar");
  const flopsPerMac = oneOf<1 | 2>("flopsPerMac", options.flopsPerMac ?? convention.flopsPerMac, [1, 2]);
  const attention = oneOf<AttentionForm>("attention", options.attention ?? "module", [
    "module",
    "function",
    "products",
  ]);
  const { graph, isParameter } = record(subject, inputShapes, options.training ?? false);

  const total = new Sum();
  const layers = new Map<string, Sum>();
  const byKind = new Map<PartKind, number>();
  const uncounted = new Map<string, number>();
  const flopsOf = (part: Part) => {
    const macs = "macs" in part && convention.countsMacs(part, attention) ? part.macs : 0;
    return { macs, flops: macs * flopsPerMac + convention.others(part, attention) };
  };
  const layer = (scope: string) => {
    const sum = layers.get(scope) ?? new Sum();
    layers.set(scope, sum);
    return sum;
  };
  for (const { call, parts } of classify(graph)) {
    const counted = parts.map((part) => ({ part, ...flopsOf(part) }));
    for (const { part, flops } of counted) byKind.set(part.kind, (byKind.get(part.kind) ?? 0) + flops);
    if (parts.length > 0 && counted.every(({ flops }) => flops === 0)) {
      uncounted.set(call.kernel, (uncounted.get(call.kernel) ?? 0) + 1);
    }
    const traffic = trafficOf(call, graph);
    for (const sum of [total, layer(call.scope)]) sum.add(call, counted, traffic);
  }
  for (const { tensor, user } of graph.leaves) {
    if (!isParameter(tensor, user)) continue;
    for (const sum of [total, layer(user.scope)]) sum.own(tensor, isStatistic(tensor, user, graph));
  }
  return {
    ...total.done(),
    convention: convention.name,
    flopsPerMac,
    byKind: Object.fromEntries([...byKind].filter(([, flops]) => flops > 0)),
    perLayer: [...layers].map(([scope, sum]) => ({ scope, calls: sum.calls, ...sum.done() })),
    uncounted: Object.fromEntries(uncounted),
  };
}

/** A run, and which of the tensors that came from outside are parameters. */
interface Recorded {
  readonly graph: TraceGraph;
  readonly isParameter: (leaf: TracedTensor, user: KernelCall) => boolean;
}

/** Operands that are weights by what they are for, if a function makes them itself. */
const WEIGHT_OPERANDS = ["filter", "b", "bias", "scale", "offset", "mean", "variance"];

/** Runs a subject without values. */
function record(subject: Subject, shapes: InputShapes | undefined, training: boolean): Recorded {
  const scopes: string[] = [];
  const variables = new Set<number>();
  const nodes = watchNodes(subject);
  let given: readonly tf.Tensor[] = [];
  let firstId = 0;
  try {
    const { calls } = withoutValues(
      () =>
        tf.tidy(() => {
          const { inputs, layers, run, variables: trained } = prepare(subject, shapes, training);
          given = inputs;
          firstId = tf.scalar(0).id;
          const inspect = (_: KernelCall, operands: Readonly<Record<string, tf.Tensor>>) => {
            scopes.push(nodes.current());
            for (const operand of Object.values(operands))
              if (operand instanceof tf.Variable) variables.add(operand.id);
          };
          const whole = training ? () => trainingStep(run, trained) : run;
          const { result, calls } = trace(whole, { layers, inspect });
          tf.dispose(result as tf.TensorContainer);
          return { calls } as never;
        }) as { calls: KernelCall[] },
      { like: null },
    );
    const named = calls.map((call, i) => (scopes[i] ? { ...call, scope: joined(call.scope, scopes[i]!) } : call));
    const isParameter: Recorded["isParameter"] = ({ tensor, dtype, shape }, { inputs }) => {
      if (variables.has(tensor)) return true;
      if (dtype !== "float32" || shape.length === 0) return false;
      const made = typeof subject === "function" && WEIGHT_OPERANDS.some((name) => inputs[name]?.tensor === tensor);
      return tensor < firstId || made;
    };
    return { graph: traceGraph(named, new Set(given.map(({ id }) => id))), isParameter };
  } finally {
    nodes.stop();
  }
}

/** The outputs' sum and its gradients. */
function trainingStep(run: () => unknown, variables?: readonly tf.Variable[]): tf.TensorContainer {
  const loss = () => {
    const outputs = run() as tf.Tensor | readonly tf.Tensor[] | Readonly<Record<string, tf.Tensor>>;
    const list = outputs instanceof tf.Tensor ? [outputs] : Object.values(outputs);
    return tf.addN(list.map((output) => tf.sum(output))) as tf.Scalar;
  };
  const { value, grads } = tf.variableGrads(loss, variables && [...variables]);
  return [value, ...Object.values(grads)];
}

function joined(outer: string, inner: string): string {
  return outer === "" ? inner : `${outer}/${inner}`;
}

/** True for running means and variances, which a batch norm uses (perhaps under another shape) and PyTorch calls buffers. */
function isStatistic(tensor: TracedTensor, user: KernelCall, graph: TraceGraph): boolean {
  if (user.kernel === "FusedBatchNorm") {
    return [user.inputs.mean, user.inputs.variance].some((statistic) => statistic?.tensor === tensor.tensor);
  }
  const [view] = user.outputs;
  return isView(user) && view !== undefined && graph.users(view).some((next) => isStatistic(view, next, graph));
}

function oneOf<T>(option: string, value: T, allowed: readonly T[]): T {
  if (!allowed.includes(value)) throw new InvalidOptionError(option, value, allowed.join(", "));
  return value;
}

/** Adds calls up. */
class Sum {
  calls = 0;
  #macs = 0;
  #flops = 0;
  #parameters = 0;
  #statistics = 0;
  #activations = 0;
  #written = 0;
  readonly #memory = { weights: 0, inputs: 0, outputs: 0 };

  add(call: KernelCall, parts: readonly { part: Part; macs: number; flops: number }[], traffic: MemoryTraffic): void {
    this.calls++;
    for (const { part, macs, flops } of parts) {
      this.#macs += macs;
      this.#flops += flops;
      if ("macs" in part) this.#activations += part.outputs;
    }
    if (!isView(call)) this.#written += call.outputs.reduce((sum, output) => sum + elements(output), 0);
    for (const kind of ["weights", "inputs", "outputs"] as const) this.#memory[kind] += traffic[kind];
  }

  own(weight: TracedTensor, statistic: boolean): void {
    if (statistic) this.#statistics += elements(weight);
    else this.#parameters += elements(weight);
  }

  done(): Operations {
    const { weights, inputs, outputs } = this.#memory;
    const bytes = weights + inputs + outputs;
    return {
      macs: this.#macs,
      flops: this.#flops,
      parameters: this.#parameters,
      statistics: this.#statistics,
      activations: this.#activations,
      elementsWritten: this.#written,
      memory: { weights, inputs, outputs },
      intensity: bytes > 0 ? this.#flops / bytes : 0,
    };
  }
}
