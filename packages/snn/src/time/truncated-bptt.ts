import * as tf from "@tensorflow/tfjs-core";
import { InvalidOptionError, ShapeMismatchError } from "../errors.js";
import { mapTensors } from "./tensor-tree.js";

/** Options of {@link truncatedBptt}: `C` is a chunk, `S` the state. */
export interface TruncatedBpttOptions<C, S> {
  /** Runs one chunk from a state; the state that it returns is carried on without its gradient. */
  readonly loss: (chunk: C, state: S | null) => { readonly loss: tf.Tensor; readonly state: S };
  readonly optimizer: tf.Optimizer;
  /** What is trained. */
  readonly variables: readonly tf.Variable[];
  /** Called after each chunk's update, e.g. to apply constraints or to report the loss. */
  readonly onChunk?: (loss: number, chunk: number) => void | Promise<void>;
}

/** What {@link truncatedBptt} leaves. */
export interface TruncatedBpttResult<S> {
  /** Mean of the chunks' losses. */
  readonly loss: number;
  readonly chunks: number;
  /** After the last chunk; the caller owns it. */
  readonly state: S | null;
}

/**
 * Truncated back-propagation through time over a sequence of any length: one update of the variables per chunk, the state
 * handed on without its gradient. Memory is that of one chunk, however long the sequence.
 *
 * @param chunks  anything that gives one chunk after the other, e.g. {@link timeChunks}, or a stream
 * @param state  before the first chunk, or null at rest; not disposed
 * @throws what `loss` throws; the state carried so far is freed
 * @example
 * const { loss } = await truncatedBptt(timeChunks({ x, y }, 20), null, {
 *   optimizer,
 *   variables,
 *   loss: ({ x, y }, s) => {
 *     const { spikes, state } = unroll(step, x, s);
 *     return { loss: tf.losses.meanSquaredError(y, spikes), state };
 *   },
 * });
 */
export async function truncatedBptt<C, S>(
  chunks: Iterable<C> | AsyncIterable<C>,
  state: S | null,
  { loss, optimizer, variables, onChunk }: TruncatedBpttOptions<C, S>,
): Promise<TruncatedBpttResult<S>> {
  if (variables.length === 0) throw new InvalidOptionError("variables", variables, "at least one tf.Variable");
  let carried: S | null = state;
  let next: S | null = null;
  let [sum, count] = [0, 0];
  try {
    for await (const chunk of chunks) {
      const value = tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() => {
          const made = loss(chunk, carried);
          next = mapTensors(made.state, (tensor) => tf.keep(tf.clone(tensor)));
          return made.loss as tf.Scalar;
        }, [...variables]);
        optimizer.applyGradients(grads);
        return value;
      });
      if (carried !== state) free(carried);
      carried = next;
      next = null;
      const [cost] = await value.data();
      value.dispose();
      sum += cost!;
      await onChunk?.(cost!, count++);
    }
  } catch (error) {
    free(next);
    if (carried !== state) free(carried);
    throw error;
  }
  return { loss: sum / Math.max(1, count), chunks: count, state: carried };
}

/**
 * Parts of sequences along time, `steps` long (the last may be shorter). Each part is freed when the next is asked for.
 *
 * @param sequences  tensors [B, T, …] by name, all of one T; not disposed
 * @throws ShapeMismatchError if their T differ; InvalidOptionError
 */
export function* timeChunks<N extends string>(
  sequences: Readonly<Record<N, tf.Tensor>>,
  steps: number,
): Generator<Record<N, tf.Tensor>, void> {
  const entries = Object.entries(sequences) as [N, tf.Tensor][];
  const length = entries[0]?.[1].shape[1];
  if (!(Number.isInteger(steps) && steps > 0)) throw new InvalidOptionError("steps", steps, "a whole number ≥ 1");
  if (length === undefined) throw new InvalidOptionError("sequences", Object.keys(sequences), "tensors [B, T, …]");
  for (const [name, { shape }] of entries) {
    if (shape[1] !== length) throw new ShapeMismatchError(name, `[B, ${length}, …]`, shape);
  }
  for (let from = 0; from < length; from += steps) {
    const take = Math.min(steps, length - from);
    const cut = (x: tf.Tensor) =>
      tf.slice(x, [0, from, ...x.shape.slice(2).map(() => 0)], [x.shape[0]!, take, ...x.shape.slice(2)]);
    const part = Object.fromEntries(entries.map(([name, x]) => [name, cut(x)])) as Record<N, tf.Tensor>;
    try {
      yield part;
    } finally {
      tf.dispose(part);
    }
  }
}

function free(state: unknown): void {
  mapTensors(state, (tensor) => {
    tensor.dispose();
    return tensor;
  });
}
