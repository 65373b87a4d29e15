import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { encoderBlockParams, encoderBlockShapes } from "../test/encoder-block-weights.js";
import { filled, leaked } from "../test/finite-differences.js";
import { differenceFromPlain } from "../test/plain-gradient.js";
import {
  type PlainBlock,
  plainAfterAttention,
  plainAttention,
  plainLayerNorm,
  plainLinear,
  plainPair,
  plainPart,
  type Row,
} from "../test/plain-network.js";
import { crossModalAttention } from "./attention.js";
import { type EncoderBlockOptions, encoderBlock } from "./encoder-block.js";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";
import { crossModalEncoderBlock, separateEncoderBlock, separateLayerNorm } from "./modal-encoders.js";

const [d, heads, M] = [4, 2, 3] as const;
const tokens = filled([2, M * 2, d], 1) as tf.Tensor3D;
const shapes = encoderBlockShapes(d, 8);
const weights = (modality: number) =>
  shapes.map((shape, i) => filled(shape as [number], 20 * modality + i + 2, 0.7) as tf.Tensor);

const chunks = <T>(list: T[], count: number): T[][] => {
  const size = list.length / count;
  return Array.from({ length: count }, (_, i) => list.slice(i * size, (i + 1) * size));
};

/** Who a modality's queries may ask. */
type Asks = (m: number, other: number) => boolean;

/** A block in plain loops: every modality's own weights, keys and values of those whom it asks. */
function plainBlock(x: Row[][], lists: PlainBlock[], asks: Asks): Row[][] {
  return x.map((sample) => {
    const parts = chunks(sample, lists.length);
    const mapped = parts.map((part, m) =>
      plainLinear(plainLayerNorm(part, lists[m]![0], lists[m]![1]), plainPair(lists[m]!, 2)),
    );
    return parts.flatMap((part, m) => {
      const asked = mapped.filter((_, other) => asks(m, other)).flat();
      const read = plainAttention(plainPart(mapped[m]!, 0), plainPart(asked, 1), plainPart(asked, 2), heads);
      return plainAfterAttention(part, plainLinear(read, plainPair(lists[m]!, 4)), lists[m]!);
    });
  });
}

const modal =
  (block: typeof separateEncoderBlock) => (x: tf.Tensor3D, lists: tf.Tensor[][], options: EncoderBlockOptions) =>
    block(x, lists.map(encoderBlockParams), options);
const blocks: [string, number, ReturnType<typeof modal>, Asks][] = [
  ["unified", 1, (x, [list], options) => encoderBlock(x, encoderBlockParams(list!), options), () => true],
  ["separate", M, modal(separateEncoderBlock), (m, other) => m === other],
  ["cross-attention", M, modal(crossModalEncoderBlock), (m, other) => m !== other],
];

describe.each(blocks)("%s encoder block", (_name, count, block, asks) => {
  const lists = Array.from({ length: count }, (_, m) => weights(m));

  it("is its equation in plain loops, and has its gradients", () => {
    const { value, gradients } = differenceFromPlain(
      (x, ...list) => block(x as tf.Tensor3D, chunks(list, count), { heads }),
      (x, ...list) => plainBlock(x, chunks(list, count), asks),
      [tokens, ...lists.flat()],
    );
    expect(value).toBeLessThan(1e-5);
    expect(Math.max(...gradients)).toBeLessThan(1e-4);
  });

  it("drops activations by its seed, and keeps no tensors", () => {
    const run = (seed: number) => block(tokens, lists, { heads, dropout: { rate: 0.5, seed } }).dataSync();
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    expect(leaked(() => block(tokens, lists, { heads }))).toBe(0);
  });
});

it("normalises each modality's tokens by weights of its own", () => {
  const { value, gradients } = differenceFromPlain(
    (x, ...list) =>
      separateLayerNorm(
        x as tf.Tensor3D,
        chunks(list as tf.Tensor1D[], M).map(([scale, shift]) => ({ scale: scale!, shift: shift! })),
      ),
    (x: Row[][], ...list: Row[]) =>
      x.map((sample) => chunks(sample, M).flatMap((part, m) => plainLayerNorm(part, list[2 * m]!, list[2 * m + 1]!))),
    [tokens, ...Array.from({ length: 2 * M }, (_, i) => filled([d], 60 + i))],
  );
  expect(Math.max(value, ...gradients)).toBeLessThan(1e-4);
});

it("refuses what does not fit", () => {
  const lists = [0, 1, 2].map((m) => encoderBlockParams(weights(m)));
  expect(() => crossModalEncoderBlock(tokens, lists.slice(1, 2), { heads })).toThrow(InvalidOptionError);
  expect(() => separateEncoderBlock(tf.zeros([2, 7, d]), lists, { heads })).toThrow(ShapeMismatchError);
  expect(() => separateEncoderBlock(tokens, [], { heads })).toThrow(InvalidOptionError);
  const attention = lists.map((each) => each.attention);
  expect(() => crossModalAttention([tokens, tokens], attention, heads)).toThrow(InvalidOptionError);
  expect(() => crossModalAttention([tokens, tf.zeros([2, 1, 5])], attention.slice(1), heads)).toThrow(
    ShapeMismatchError,
  );
});
