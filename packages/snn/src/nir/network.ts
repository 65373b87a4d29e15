import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";
import { scoped } from "../scoped.js";
import type { NirRun, NirState } from "./evaluate.js";
import { evaluate } from "./evaluate.js";
import type { NirGraph } from "./graph.js";
import type { OperationParameters, OperationTensors } from "./operation.js";
import type { NirImportOptions } from "./plan.js";
import { planNetwork } from "./plan.js";
import type { MappedNode } from "./report.js";

/** One tensor, or one for each Input node by its name. */
export type NirInputs = tf.Tensor | Readonly<Record<string, tf.Tensor>>;

/** A graph that can be run. */
export interface NirNetwork {
  /** Shapes of one sample at one moment as tensors here have them, channels last, by Input and Output node. */
  readonly inputShapes: Readonly<Record<string, readonly number[]>>;
  readonly outputShapes: Readonly<Record<string, readonly number[]>>;
  /** How each node was understood. */
  readonly report: readonly MappedNode[];
  /**
   * One step.
   * @param input [B, …], channels last
   * @param state of the step before, or null at rest (not disposed)
   * @throws ShapeMismatchError, InvalidOptionError
   */
  step(input: NirInputs, state: NirState | null): NirRun;
  /**
   * Several steps: [B, T, …] → [B, T, …]. Parts without cycles are computed for all T at once.
   * @throws ShapeMismatchError, InvalidOptionError
   */
  run(input: NirInputs, state: NirState | null): NirRun;
  /** Disposes the parameters. */
  dispose(): void;
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
  const { plan, parameters, report } = planNetwork(graph, options);
  const tensors = Object.fromEntries(Object.entries(parameters).map(([name, p]) => [name, parameterTensors(p)]));
  const shapesOf = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, plan.shapes[name]!]));
  const inputShapes = shapesOf(plan.inputs);
  return {
    inputShapes,
    outputShapes: shapesOf(plan.outputs),
    report,
    run: (input, state) => {
      const inputs = namedInputs(input, inputShapes, "B, T");
      return scoped(() => evaluate(plan, tensors, inputs, state));
    },
    step: (input, state) => {
      const inputs = Object.entries(namedInputs(input, inputShapes, "B"));
      return scoped(() => {
        const once = inputs.map(([name, x]) => [name, tf.expandDims(x, 1)] as const);
        const run = evaluate(plan, tensors, Object.fromEntries(once), state);
        const outputs = Object.entries(run.outputs).map(([name, y]) => [name, tf.squeeze(y, [1])] as const);
        return { outputs: Object.fromEntries(outputs), state: run.state };
      });
    },
    dispose: () => tf.dispose(tensors as unknown as tf.TensorContainer),
  };
}

function parameterTensors(parameters: OperationParameters): OperationTensors {
  const tensors = Object.entries(parameters).map(([field, { data, shape }]) => {
    return [field, tf.keep(tf.tensor(Float32Array.from(data), [...shape]))] as const;
  });
  return Object.fromEntries(tensors);
}

function namedInputs(
  input: NirInputs,
  shapes: Readonly<Record<string, readonly number[]>>,
  leading: "B" | "B, T",
): Readonly<Record<string, tf.Tensor>> {
  const names = Object.keys(shapes);
  const given = input instanceof tf.Tensor ? { [names[0]!]: input } : input;
  const complete = Object.keys(given).length === names.length && names.every((name) => given[name]);
  if (!complete) {
    throw new InvalidOptionError("input", Object.keys(given), `a tensor for each of ${names.join(", ")}`);
  }
  const axes = leading === "B" ? 1 : 2;
  const first = given[names[0]!]!.shape.slice(0, axes);
  for (const name of names) {
    const { shape } = given[name]!;
    if (!tf.util.arraysEqual(shape, [...first, ...shapes[name]!]) || first.includes(0) || shape.length < axes) {
      throw new ShapeMismatchError(`input ${name}`, `[${leading}, ${shapes[name]}]`, shape);
    }
  }
  return given;
}
