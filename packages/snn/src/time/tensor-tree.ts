import * as tf from "@tensorflow/tfjs-core";

/** Tensors in plain objects and arrays, nested as one likes: what a state, or a field of a step's result, consists of. */
export type TensorTree = tf.Tensor | null | undefined | readonly TensorTree[] | { readonly [name: string]: TensorTree };

/** The tree with `f` of each tensor in its place. */
export function mapTensors<T>(tree: T, f: (tensor: tf.Tensor) => tf.Tensor): T {
  return zipTensors([tree], ([tensor]) => f(tensor!));
}

/** One tree of trees of the same form: at each place `f` of the tensors that stand there. */
export function zipTensors<T>(trees: readonly T[], f: (tensors: tf.Tensor[]) => tf.Tensor): T {
  const walk = (nodes: readonly unknown[]): unknown => {
    const [first] = nodes;
    if (first instanceof tf.Tensor) return f(nodes as tf.Tensor[]);
    if (Array.isArray(first)) return first.map((_, i) => walk(nodes.map((node) => (node as unknown[])[i])));
    if (first === null || typeof first !== "object") return first;
    const child = (name: string) => walk(nodes.map((node) => (node as Record<string, unknown>)[name]));
    return Object.fromEntries(Object.keys(first).map((name) => [name, child(name)]));
  };
  return walk(trees) as T;
}
