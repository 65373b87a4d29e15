import { InvalidGraphError } from "../errors.js";
import type { FlatGraph } from "./inline-graphs.js";
import type { NodeShape } from "./node-shapes.js";
import { outputShape, ownInputShape, sameShape } from "./node-shapes.js";

/** What goes into a node and comes out, NIR's axis order, no batch and no time. */
export interface NodeShapes {
  readonly input: NodeShape;
  readonly output: NodeShape;
}

/**
 * Shapes of all nodes, from the Input nodes on; every edge is checked.
 *
 * @throws InvalidGraphError where shapes do not meet, or one cannot be known
 */
export function graphShapes({ nodes, edges }: FlatGraph): ReadonlyMap<string, NodeShapes> {
  const shapes = new Map<string, NodeShapes>();
  const targets = new Map<string, string[]>();
  for (const [from, to] of edges) targets.set(from, [...(targets.get(from) ?? []), to]);
  const pending: string[] = [];
  const know = (name: string, input: NodeShape) => {
    if (shapes.has(name)) return;
    shapes.set(name, { input, output: outputShape(name, nodes.get(name)!, input) });
    pending.push(name);
  };
  const spread = () => {
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      for (const to of targets.get(name) ?? []) know(to, shapes.get(name)!.output);
    }
  };
  for (const [name, node] of nodes) if (node.type === "Input") know(name, node.shape);
  spread();
  // A part that no Input reaches (it drives itself by a bias) is known by its own parameters.
  for (const [name, node] of nodes) {
    const own = shapes.has(name) ? null : ownInputShape(node);
    if (own) know(name, own);
    spread();
  }
  for (const name of nodes.keys()) {
    if (!shapes.has(name)) throw new InvalidGraphError(name, "its shape cannot be known: no Input leads to it");
  }
  for (const [from, to] of edges) {
    const [out, into] = [shapes.get(from)!.output, shapes.get(to)!.input];
    if (!sameShape(out, into)) throw new InvalidGraphError(to, `takes [${into}], but ${from} gives [${out}]`);
  }
  return shapes;
}
