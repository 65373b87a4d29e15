import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { filled, leaked } from "../test/finite-differences.js";
import { differenceFromPlain } from "../test/plain-gradient.js";
import { type PlainMap, plainSymmetricConvolution, type Row } from "../test/plain-network.js";
import { type ConvLstmParams, convLstmFinal, convLstmSequence, convLstmStep } from "./conv-lstm.js";
import { InvalidOptionError, ShapeMismatchError } from "./errors.js";

const [C, N] = [2, 2];
const frames = filled([1, 3, 3, 2, C], 1) as tf.Tensor5D;
const kernel = filled([3, 3, C, 4 * N], 2) as tf.Tensor4D;
const recurrentKernel = filled([3, 3, N, 4 * N], 3) as tf.Tensor4D;
const bias = filled([4 * N], 4) as tf.Tensor1D;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

function withWeights(stride: number, weights: tf.Tensor[]): ConvLstmParams {
  const [k, r, b, input, forget, output] = weights;
  return {
    kernel: k as tf.Tensor4D,
    recurrentKernel: r as tf.Tensor4D,
    bias: b as tf.Tensor1D,
    stride,
    ...(output && { peepholes: { input: input!, forget: forget!, output } }),
  };
}

/** Shi et al. 2015, Eq. 3, one number at a time: h at every step of one sample. */
function plain(
  sample: PlainMap[],
  stride: number,
  k: Row[][][],
  r: Row[][][],
  b: Row,
  peepholes: PlainMap[],
): PlainMap[] {
  let hidden: PlainMap | null = null;
  let cell: PlainMap | null = null;
  return sample.map((frame) => {
    const entering = plainSymmetricConvolution(frame, k, stride);
    const returning: PlainMap | null = hidden && plainSymmetricConvolution(hidden, r);
    const next = entering.map((line, row) =>
      line.map((gates, column) =>
        Array.from({ length: N }, (_, n) => {
          const gate = (index: number) => {
            const at = index * N + n;
            return gates[at]! + (returning?.[row]?.[column]?.[at] ?? 0) + b[at]!;
          };
          const peep = (index: number, value: number) => (peepholes[index]?.[row]?.[column]?.[n] ?? 0) * value;
          const before = cell?.[row]?.[column]?.[n] ?? 0;
          const c =
            sigmoid(gate(1) + peep(1, before)) * before + sigmoid(gate(0) + peep(0, before)) * Math.tanh(gate(2));
          return [sigmoid(gate(3) + peep(2, c)) * Math.tanh(c), c] as const;
        }),
      ),
    );
    hidden = next.map((line) => line.map((pixel) => pixel.map(([h]) => h)));
    cell = next.map((line) => line.map((pixel) => pixel.map(([, c]) => c)));
    return hidden;
  });
}

describe.each([
  ["stride 1", 1, false],
  ["stride 2", 2, false],
  ["stride 2, with peepholes", 2, true],
])("ConvLSTM, %s", (_name, stride, peepholes) => {
  const map = [Math.ceil(3 / stride), Math.ceil(2 / stride), N];
  const weights = [
    kernel,
    recurrentKernel,
    bias,
    ...(peepholes ? [5, 6, 7].map((seed) => filled(map as [number], seed)) : []),
  ];
  const ours = (x: tf.Tensor, ...list: tf.Tensor[]) => convLstmSequence(x as tf.Tensor5D, withWeights(stride, list));

  it("is its equations in plain loops, and has their gradients", () => {
    const { value, gradients } = differenceFromPlain(
      ours,
      (x: PlainMap[][], k: Row[][][], r: Row[][][], b: Row, ...peep: PlainMap[]) =>
        x.map((sample) => plain(sample, stride, k, r, b, peep)),
      [frames, ...weights],
    );
    expect(value).toBeLessThan(1e-5);
    expect(Math.max(...gradients)).toBeLessThan(1e-4);
  });

  it("step by step and in one go are the same, and keep no tensors", () => {
    const params = withWeights(stride, weights);
    const all = convLstmSequence(frames, params);
    const last = tf.unstack(all, 1).at(-1)!;
    expect(convLstmFinal(frames, params).dataSync()).toEqual(last.dataSync());
    let state: Parameters<typeof convLstmStep>[1] = null;
    for (const frame of tf.unstack(frames, 1) as tf.Tensor4D[]) state = convLstmStep(frame, state, params).state;
    expect(state!.hidden.dataSync()).toEqual(last.dataSync());
    expect(leaked(() => convLstmSequence(frames, params))).toBe(0);
    expect(leaked(() => convLstmFinal(frames, params))).toBe(0);
    const before = tf.memory().numTensors;
    const { state: after } = convLstmStep(
      tf.tidy(() => tf.keep(tf.unstack(frames, 1)[0] as tf.Tensor4D)),
      null,
      params,
    );
    expect(tf.memory().numTensors).toBe(before + 3);
    tf.dispose([after.hidden, after.cell]);
  });
});

it("refuses what does not fit", () => {
  const params = { kernel, recurrentKernel, bias };
  expect(() => convLstmSequence(tf.zeros([1, 2, 4, 4, 3]), params)).toThrow(ShapeMismatchError);
  expect(() => convLstmSequence(tf.zeros([1, 0, 4, 4, 2]), params)).toThrow(ShapeMismatchError);
  expect(() => convLstmFinal(frames, { ...params, recurrentKernel: tf.slice(kernel, [0, 0, 0], [3, 3, 1]) })).toThrow(
    ShapeMismatchError,
  );
  expect(() => convLstmFinal(frames, { ...params, kernel: tf.zeros([2, 2, 2, 8]) })).toThrow(InvalidOptionError);
  const small = tf.zeros([1, 2, 2, N]) as tf.Tensor4D;
  const frame = tf.unstack(frames, 1)[0] as tf.Tensor4D;
  expect(() => convLstmStep(frame, { hidden: small, cell: small }, params)).toThrow(ShapeMismatchError);
});
