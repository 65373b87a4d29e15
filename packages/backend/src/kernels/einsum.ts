import * as tf from "@tensorflow/tfjs-core";
import { KernelInputError } from "../errors.js";
import type { TrainingKernel } from "./training-kernel.js";

/** A tensor whose axes have names. */
interface Labelled {
  readonly labels: string;
  readonly tensor: tf.Tensor;
}

/**
 * Einstein summation as products of matrices, any number of operands; wasm has no such kernel, and cpu's multiplies out
 * every combination of indices before it sums, and tfjs-node's takes two operands at most.
 */
export const einsums: readonly TrainingKernel[] = (["cpu", "wasm", "tensorflow"] as const).map((backendName) => ({
  kernelName: tf.Einsum,
  backendName,
  create: (original) => (args) => {
    const tensors = Object.values(args.inputs) as tf.Tensor[];
    if (original && tensors.some(({ dtype }) => dtype !== "float32")) return original(args);
    if (original && backendName === "tensorflow" && tensors.length <= 2) return original(args);
    const { equation } = args.attrs as { equation: string };
    const { terms, output } = parseEinsum(equation, tensors);
    return tf.tidy(() =>
      contract(
        terms.map((labels, i) => ({ labels, tensor: tensors[i]! })),
        output,
      ),
    );
  },
}));

/**
 * The labels of each operand and of the result.
 *
 * @throws KernelInputError for what is not an equation of these operands
 */
export function parseEinsum(
  equation: string,
  tensors: readonly { readonly shape: readonly number[] }[],
): { terms: string[]; output: string } {
  const fail = (reason: string): never => {
    throw new KernelInputError(tf.Einsum, `${reason} in "${equation}"`);
  };
  const [, inputs, output] =
    /^([A-Za-z,]*)->([A-Za-z]*)$/.exec(equation.replace(/\s/g, "")) ?? fail("no labels->labels");
  const terms = inputs!.split(",");
  if (terms.length !== tensors.length) fail(`${terms.length} terms for ${tensors.length} operands`);
  const extents = new Map<string, number>();
  terms.forEach((labels, i) => {
    const { shape } = tensors[i]!;
    if (labels.length !== shape.length) fail(`${labels.length} labels for the shape [${shape}]`);
    [...labels].forEach((label, axis) => {
      if (labels.indexOf(label) !== axis) fail(`label ${label} twice in one term`);
      const extent = extents.get(label) ?? shape[axis]!;
      if (extent !== shape[axis]) fail(`label ${label} is ${extent} and ${shape[axis]}`);
      extents.set(label, extent);
    });
  });
  [...output!].forEach((label, i) => {
    if (!extents.has(label) || output!.indexOf(label) !== i) fail(`label ${label} of the result unknown or repeated`);
  });
  return { terms, output: output! };
}

function contract([first, ...rest]: readonly Labelled[], output: string): tf.Tensor {
  let result = first!;
  rest.forEach((next, i) => {
    const needed =
      output +
      rest
        .slice(i + 1)
        .map(({ labels }) => labels)
        .join("");
    result = product(result, next, needed);
  });
  const { labels, tensor } = ordered(summed(result, output), output);
  return labels === first!.labels && tensor === first!.tensor ? tf.clone(tensor) : tensor;
}

/** The product of two operands, summed over the labels that nothing needs any more, as one product of matrices. */
function product(left: Labelled, right: Labelled, needed: string): Labelled {
  const a = summed(left, right.labels + needed);
  const b = summed(right, left.labels + needed);
  const both = [...a.labels].filter((label) => b.labels.includes(label));
  const batch = both.filter((label) => needed.includes(label)).join("");
  const inner = both.filter((label) => !needed.includes(label)).join("");
  const rows = [...a.labels].filter((label) => !b.labels.includes(label)).join("");
  const columns = [...b.labels].filter((label) => !a.labels.includes(label)).join("");
  const extent = (labels: string, { labels: own, tensor }: Labelled) =>
    [...labels].map((label) => tensor.shape[own.indexOf(label)]!);
  const count = (labels: string, operand: Labelled) => tf.util.sizeFromShape(extent(labels, operand));
  // An operand that lies the other way round is multiplied as it is.
  const [ta, tb] = [a.labels === batch + inner + rows, b.labels === batch + columns + inner];
  const [n, m, k, p] = [count(batch, a), count(rows, a), count(inner, a), count(columns, b)];
  const c = tf.matMul(
    tf.reshape(ordered(a, ta ? a.labels : batch + rows + inner).tensor, ta ? [n, k, m] : [n, m, k]),
    tf.reshape(ordered(b, tb ? b.labels : batch + inner + columns).tensor, tb ? [n, p, k] : [n, k, p]),
    ta,
    tb,
  );
  const shape = [...extent(batch + rows, a), ...extent(columns, b)];
  return { labels: batch + rows + columns, tensor: tf.reshape(c, shape) };
}

function summed({ labels, tensor }: Labelled, needed: string): Labelled {
  const axes = [...labels].flatMap((label, axis) => (needed.includes(label) ? [] : [axis]));
  if (axes.length === 0) return { labels, tensor };
  return { labels: [...labels].filter((label) => needed.includes(label)).join(""), tensor: tf.sum(tensor, axes) };
}

function ordered({ labels, tensor }: Labelled, order: string): Labelled {
  if (labels === order) return { labels, tensor };
  return {
    labels: order,
    tensor: tf.transpose(
      tensor,
      [...order].map((label) => labels.indexOf(label)),
    ),
  };
}
