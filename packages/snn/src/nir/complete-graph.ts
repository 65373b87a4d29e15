import { ELEMENTWISE } from "./fields.js";
import type { NirArray, NirGraph, NirNode } from "./graph.js";
import type { NodeShapes } from "./graph-shapes.js";
import { graphShapes } from "./graph-shapes.js";
import { inlineGraphs } from "./inline-graphs.js";
import { sameShape, sizeOf } from "./node-shapes.js";

/**
 * Checks a graph: edges lead from node to node, shapes meet, parameters fit.
 *
 * @throws InvalidGraphError
 */
export function checkGraph(graph: NirGraph): void {
  graphShapes(inlineGraphs(graph));
}

/**
 * The graph with all that Python's `nir` wants to find: extents of convolutions and Flattens, and parameters of neurons
 * spread to one number for each neuron.
 *
 * @throws InvalidGraphError
 */
export function completeGraph(graph: NirGraph): NirGraph {
  return complete(graph, "", graphShapes(inlineGraphs(graph)));
}

function complete(graph: NirGraph, prefix: string, shapes: ReadonlyMap<string, NodeShapes>): NirGraph {
  const nodes = Object.entries(graph.nodes).map(([name, node]) => {
    const path = prefix + name;
    if (node.type === "NIRGraph") return [name, complete(node, `${path}/`, shapes)];
    const known = shapes.get(path);
    return [name, known ? completeNode(node, known.input) : node];
  });
  return { ...graph, nodes: Object.fromEntries(nodes) };
}

function completeNode(node: Exclude<NirNode, NirGraph>, input: readonly number[]): NirNode {
  if (node.type === "Conv1d") return { ...node, input_shape: input[1]! };
  if (node.type === "Conv2d") return { ...node, input_shape: input.slice(1) };
  if (node.type === "Flatten") return { ...node, input_type: input };
  if (!ELEMENTWISE.has(node.type)) return node;
  const spread = Object.entries(node).map(([name, value]) => [name, isArray(value) ? expand(value, input) : value]);
  return Object.fromEntries(spread) as NirNode;
}

function isArray(value: unknown): value is NirArray {
  return ArrayBuffer.isView((value as NirArray | null)?.data);
}

/** An array spread to a shape that it fits. */
export function expand(array: NirArray, shape: readonly number[]): NirArray {
  if (sameShape(array.shape, shape)) return array;
  const size = sizeOf(shape);
  const data = array.data instanceof Float64Array ? new Float64Array(size) : new Float32Array(size);
  if (array.data.length === 1) return { shape, data: data.fill(array.data[0]!) };
  for (let i = 0; i < size; i++) {
    let [rest, from, step] = [i, 0, 1];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [extent, own] = [shape[axis]!, array.shape[axis]!];
      if (own > 1) from += (rest % extent) * step;
      rest = Math.floor(rest / extent);
      step *= own;
    }
    data[i] = array.data[from]!;
  }
  return { shape, data };
}
