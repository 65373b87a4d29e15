import { delaySteps } from "./delay.js";
import { STATEFUL } from "./fields.js";
import type { FlatGraph } from "./inline-graphs.js";

/** Where a node's input comes from; `earlier`: from the step before, because the edge closes a cycle. */
export interface Source {
  readonly from: string;
  readonly earlier: boolean;
}

/** The order in which the nodes of a graph are computed, and what each reads. */
export interface EvaluationOrder {
  readonly order: readonly string[];
  readonly sources: ReadonlyMap<string, readonly Source[]>;
  /** Delays within a cycle, of at least one step: what leaves them is known before what enters them. */
  readonly loopDelays: ReadonlySet<string>;
  /** First and last place in `order` of what has to be computed step by step, or null where nothing closes a cycle. */
  readonly loop: readonly [first: number, last: number] | null;
}

/**
 * Orders a graph's nodes from its inputs on. An edge that closes a cycle carries the value of the step before, which
 * edge it is depends on names alone; a Delay of at least one step in the cycle already says how late the value is, so
 * nothing is added there.
 */
export function evaluationOrder({ nodes, edges }: FlatGraph, dt: number): EvaluationOrder {
  const names = [...nodes.keys()].sort();
  const targets = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const [from, to] of edges) targets.get(from)!.push(to);
  for (const list of targets.values()) list.sort();

  const loopDelays = new Set(
    names.filter((name) => {
      const node = nodes.get(name)!;
      return node.type === "Delay" && Math.min(...delaySteps(name, node.delay, dt)) >= 1 && inCycle(name, targets);
    }),
  );
  for (const list of targets.values()) {
    for (let i = list.length - 1; i >= 0; i--) if (loopDelays.has(list[i]!)) list.splice(i, 1);
  }
  // Where a cycle is entered decides where it is cut: at inputs first, and without any, behind neurons.
  const entry = (name: string) => {
    const { type } = nodes.get(name)!;
    return type === "Input" ? 0 : loopDelays.has(name) ? 1 : STATEFUL.has(type) ? 2 : 3;
  };
  const order = reversePostorder(
    [...names].sort((a, b) => entry(a) - entry(b)),
    targets,
  );

  const position = new Map(order.map((name, i) => [name, i]));
  const sources = new Map<string, Source[]>(names.map((name) => [name, []]));
  let loop: [number, number] | null = null;
  for (const [from, to] of edges) {
    const [end, start] = [position.get(from)!, position.get(to)!];
    sources.get(to)!.push({ from, earlier: end >= start && !loopDelays.has(to) });
    if (end >= start) loop = loop ? [Math.min(loop[0], start), Math.max(loop[1], end)] : [start, end];
  }
  return { order, sources, loopDelays, loop };
}

/** Every node before those it leads to, but for edges that close a cycle. */
function reversePostorder(roots: readonly string[], targets: ReadonlyMap<string, readonly string[]>): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  for (const root of roots) {
    if (seen.has(root)) continue;
    seen.add(root);
    const stack = [{ name: root, next: 0 }];
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const to = targets.get(top.name)![top.next++];
      if (to === undefined) order.push(stack.pop()!.name);
      else if (!seen.has(to)) {
        seen.add(to);
        stack.push({ name: to, next: 0 });
      }
    }
  }
  return order.reverse();
}

function inCycle(name: string, targets: ReadonlyMap<string, readonly string[]>): boolean {
  const found = new Set(targets.get(name)!);
  for (const reached of found) for (const to of targets.get(reached)!) found.add(to);
  return found.has(name);
}
