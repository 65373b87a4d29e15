import type { KernelCall, TracedTensor } from "@cvar/backend";
import { elements, MOVES, type TraceGraph } from "./trace-graph.js";

/** Which calls make up multi-head attention. */
export interface AttentionCalls {
  /** QKᵀ and the product of its softmax with V. */
  readonly products: ReadonlySet<KernelCall>;
  /** The linear maps to queries, keys and values, and of the heads' results. */
  readonly projections: ReadonlySet<KernelCall>;
  readonly softmaxes: ReadonlySet<KernelCall>;
  /** The scalings by 1/√d, of queries or of scores, with the elements of the queries. */
  readonly queries: ReadonlyMap<KernelCall, number>;
}

const PRODUCTS = new Set(["BatchMatMul", "_FusedMatMul", "Einsum"]);
/** What may stand between the parts of an attention: scalings, masks, biases, dropout. */
const BETWEEN = new Set([...MOVES, "Multiply", "RealDiv", "Add", "Sub", "Select"]);

/**
 * Finds attention by what it is, softmax(QKᵀ/√d)·V   (Vaswani et al. 2017, Eq. 1): a softmax between two products of computed
 * tensors; and the linear maps from which Q, K and V come and to which the result goes, with only moves, scalings, biases and
 * masks between.
 */
export function findAttention(graph: TraceGraph): AttentionCalls {
  const products = new Set<KernelCall>();
  const projections = new Set<KernelCall>();
  const softmaxes = new Set<KernelCall>();
  const queries = new Map<KernelCall, number>();
  const computed = (call: KernelCall) =>
    PRODUCTS.has(call.kernel) &&
    Object.values(call.inputs)
      .slice(0, 2)
      .filter((x) => !graph.isWeight(x)).length === 2;
  const linear = (call: KernelCall) =>
    PRODUCTS.has(call.kernel) &&
    Object.values(call.inputs)
      .slice(0, 2)
      .filter((x) => graph.isWeight(x)).length === 1;

  for (const softmax of graph.calls) {
    if (softmax.kernel !== "Softmax") continue;
    const scores = backwards(graph, Object.values(softmax.inputs), computed)[0];
    const mixed = forwards(graph, softmax.outputs, computed)[0];
    if (!scores || !mixed) continue;
    products.add(scores).add(mixed);
    softmaxes.add(softmax);
    queries.set(scores, elements(scores.inputs.a ?? Object.values(scores.inputs)[0]!));
    const operands = [...Object.values(scores.inputs), ...Object.values(mixed.inputs)];
    for (const call of backwards(graph, operands, linear)) projections.add(call);
    for (const call of forwards(graph, mixed.outputs, linear)) projections.add(call);
  }
  return { products, projections, softmaxes, queries };
}

/** The calls that `wanted` names, on the way backwards from tensors through what may stand between. */
function backwards(
  graph: TraceGraph,
  from: readonly TracedTensor[],
  wanted: (call: KernelCall) => boolean,
): KernelCall[] {
  return walk(
    from,
    ({ inputs }) => Object.values(inputs),
    (tensor) => {
      const maker = graph.maker(tensor);
      return maker ? [maker] : [];
    },
    wanted,
  );
}

function forwards(
  graph: TraceGraph,
  from: readonly TracedTensor[],
  wanted: (call: KernelCall) => boolean,
): KernelCall[] {
  return walk(from, ({ outputs }) => outputs, graph.users, wanted);
}

function walk(
  from: readonly TracedTensor[],
  onwards: (call: KernelCall) => readonly TracedTensor[],
  next: (tensor: TracedTensor) => readonly KernelCall[],
  wanted: (call: KernelCall) => boolean,
): KernelCall[] {
  const seen = new Set<KernelCall>();
  const found: KernelCall[] = [];
  const queue = [...from];
  for (let tensor = queue.shift(); tensor; tensor = queue.shift()) {
    for (const call of next(tensor)) {
      if (seen.has(call)) continue;
      seen.add(call);
      if (wanted(call)) found.push(call);
      else if (BETWEEN.has(call.kernel)) queue.push(...onwards(call));
    }
  }
  return found;
}
