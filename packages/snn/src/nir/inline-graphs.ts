import { InvalidGraphError } from "../errors.js";
import type { NirGraph, NirInput, NirNode, NirOperation, NirOutput } from "./graph.js";

/** A graph without graphs in it: nodes of inner ones are named `outer/inner`, their Input and Output nodes are gone. */
export interface FlatGraph {
  readonly nodes: ReadonlyMap<string, NirOperation | NirInput | NirOutput>;
  /** May name the same pair twice: what comes twice counts twice. */
  readonly edges: readonly (readonly [from: string, to: string])[];
}

/** Graphs within graphs. */
const MAX_DEPTH = 32;

/**
 * Puts inner graphs in the place of the nodes that hold them.
 *
 * @throws InvalidGraphError if an edge names no node or is there twice, a node lies apart, or an inner graph has not
 * exactly one Input and one Output
 */
export function inlineGraphs(graph: NirGraph): FlatGraph {
  const flat = inline(graph, "", 0);
  const [into, outOf] = [new Set(flat.edges.map(([, to]) => to)), new Set(flat.edges.map(([from]) => from))];
  for (const [name, { type }] of flat.nodes) {
    if (type === "Input" ? into.has(name) : !into.has(name)) {
      throw new InvalidGraphError(
        name,
        type === "Input" ? "an edge leads into an Input" : "no edge leads here; give it an Input node",
      );
    }
    if (type === "Output" && outOf.has(name)) throw new InvalidGraphError(name, "an edge leads out of an Output");
  }
  for (const type of ["Input", "Output"]) {
    const found = [...flat.nodes.values()].some((node) => node.type === type);
    if (!found) throw new InvalidGraphError("graph", `it has no ${type} node`);
  }
  return flat;
}

function inline(graph: NirGraph, prefix: string, depth: number): FlatGraph {
  if (depth > MAX_DEPTH) throw new InvalidGraphError(prefix, `more than ${MAX_DEPTH} graphs within graphs`);
  checkEdges(graph, prefix);
  const nodes = new Map<string, NirOperation | NirInput | NirOutput>();
  let edges = graph.edges.map(([from, to]) => [prefix + from, prefix + to] as const);
  for (const [name, node] of Object.entries(graph.nodes)) {
    const path = prefix + name;
    if (node.type !== "NIRGraph") {
      nodes.set(path, node);
      continue;
    }
    const inner = inline(node, `${path}/`, depth + 1);
    const [input, output] = (["Input", "Output"] as const).map((type) => only(inner, node, path, type));
    for (const [name, operation] of inner.nodes) if (name !== input && name !== output) nodes.set(name, operation);
    const outer = edges;
    const joined = [...outer.filter(([from, to]) => from !== path && to !== path), ...inner.edges];
    const before = outer.filter(([, to]) => to === path).map(([from]) => [from, input!] as const);
    const after = outer.filter(([from]) => from === path).map(([, to]) => [output!, to] as const);
    // An edge from the graph to itself enters it again.
    const loops = outer.some(([from, to]) => from === path && to === path) ? [[output!, input!] as const] : [];
    const outside = ([from, to]: readonly [string, string]) => from !== path && to !== path;
    edges = splice(splice([...joined, ...before.filter(outside), ...after.filter(outside), ...loops], input!), output!);
  }
  return { nodes, edges };
}

/** The same edges without a node that hands on what it gets. */
function splice(edges: readonly (readonly [string, string])[], node: string): (readonly [string, string])[] {
  const sources = edges.filter(([from, to]) => to === node && from !== node).map(([from]) => from);
  const targets = edges.filter(([from, to]) => from === node && to !== node).map(([, to]) => to);
  const through = sources.flatMap((from) => targets.map((to) => [from, to] as const));
  return [...edges.filter(([from, to]) => from !== node && to !== node), ...through];
}

function only(inner: FlatGraph, node: NirGraph, path: string, type: "Input" | "Output"): string {
  const names = Object.keys(node.nodes).filter((name) => node.nodes[name]!.type === type);
  if (names.length !== 1 || !inner.nodes.has(`${path}/${names[0]}`)) {
    throw new InvalidGraphError(path, `an inner graph needs one ${type}, this one has ${names.length}`);
  }
  return `${path}/${names[0]}`;
}

function checkEdges({ nodes, edges }: NirGraph, prefix: string): void {
  const seen = new Set<string>();
  for (const [from, to] of edges) {
    for (const name of [from, to]) {
      if (!Object.hasOwn(nodes, name))
        throw new InvalidGraphError(prefix + name, "an edge names it, but no node has it");
    }
    const key = JSON.stringify([from, to]);
    if (seen.has(key)) throw new InvalidGraphError(prefix + from, `two edges lead from here to ${to}; one is meant`);
    seen.add(key);
  }
}

/** Calls `visit` on every node of a graph and of those in it, with its path. */
export function everyNode(graph: NirGraph, visit: (path: string, node: NirNode) => void, prefix = ""): void {
  for (const [name, node] of Object.entries(graph.nodes)) {
    visit(prefix + name, node);
    if (node.type === "NIRGraph") everyNode(node, visit, `${prefix}${name}/`);
  }
}
