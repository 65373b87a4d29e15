import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { isEnergyError } from "../errors.js";
import { type CountOptions, countOperations, type OperationCount } from "./count-operations.js";

const { layers } = tfl;

/** The layers with multiply-accumulates or weights. */
function costs({ perLayer }: OperationCount): Record<string, [macs: number, parameters: number]> {
  const busy = perLayer.filter(({ macs, parameters }) => macs + parameters > 0);
  return Object.fromEntries(busy.map(({ scope, macs, parameters }) => [scope, [macs, parameters]]));
}

function thrown(f: () => unknown): Error {
  try {
    f();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

describe("layers", () => {
  it("convolutions of every kind", () => {
    const input = tfl.input({ shape: [8, 8, 4] });
    let x = layers
      .conv2d({ filters: 6, kernelSize: 3, padding: "same", activation: "relu", name: "conv" })
      .apply(input);
    x = layers.conv2d({ filters: 6, kernelSize: 3, dilationRate: 2, useBias: false, name: "dilated" }).apply(x);
    x = layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: "same", name: "depthwise" }).apply(x);
    x = layers.separableConv2d({ filters: 5, kernelSize: 3, padding: "same", name: "separable" }).apply(x);
    x = layers.conv2dTranspose({ filters: 3, kernelSize: 2, strides: 2, name: "transposed" }).apply(x);
    x = layers.reshape({ targetShape: [4, 4, 4, 3] }).apply(x);
    x = layers.conv3d({ filters: 2, kernelSize: 2, name: "volume" }).apply(x);
    x = layers.conv3dTranspose({ filters: 3, kernelSize: 2, strides: 2, name: "transposed_volume" }).apply(x);
    x = layers.reshape({ targetShape: [24, 27] }).apply(x);
    x = layers.conv1d({ filters: 7, kernelSize: 3, strides: 2, name: "line" }).apply(x) as tfl.SymbolicTensor;
    const count = countOperations(tfl.model({ inputs: input, outputs: x as tfl.SymbolicTensor }));
    expect(costs(count)).toEqual({
      conv: [64 * 6 * 9 * 4, 9 * 4 * 6 + 6],
      dilated: [16 * 6 * 9 * 6, 9 * 6 * 6],
      depthwise: [16 * 12 * 9, 9 * 12 + 12],
      separable: [16 * 12 * 9 + 16 * 12 * 5, 9 * 12 + 12 * 5 + 5],
      transposed: [16 * 5 * 4 * 3, 4 * 5 * 3 + 3],
      volume: [27 * 2 * 8 * 3, 8 * 3 * 2 + 2],
      transposed_volume: [27 * 2 * 8 * 3, 8 * 2 * 3 + 3],
      line: [11 * 7 * 3 * 27, 3 * 27 * 7 + 7],
    });
    expect(count.macs).toBe(Object.values(costs(count)).reduce((sum, [macs]) => sum + macs, 0));
  });

  it("recurrent layers, their steps together in their cells", () => {
    const input = tfl.input({ shape: [5, 3] });
    let x = layers.lstm({ units: 4, recurrentInitializer: "zeros", returnSequences: true, name: "lstm" }).apply(input);
    x = layers.gru({ units: 2, recurrentInitializer: "zeros", returnSequences: true, name: "gru" }).apply(x);
    x = layers
      .bidirectional({
        layer: layers.simpleRNN({ units: 6, recurrentInitializer: "zeros", name: "simple" }) as tfl.RNN,
        mergeMode: "concat",
        name: "both",
      })
      .apply(x) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs: input, outputs: x as tfl.SymbolicTensor });
    const count = countOperations(model);
    const of = (name: string) =>
      Object.entries(costs(count))
        .filter(([scope]) => scope.startsWith(name))
        .reduce((sum, [, [macs]]) => sum + macs, 0);
    expect(of("lstm")).toBe(5 * (3 + 4) * 16);
    expect(of("gru")).toBe(5 * (4 + 2) * 6);
    expect(of("both")).toBe(2 * 5 * (2 + 6) * 6);
    expect(count.parameters).toBe(model.countParams());
    expect(count.perLayer.some(({ scope, macs }) => /^lstm\/.+/.test(scope) && macs > 0)).toBe(true);
  });

  it("nested models, a layer that is used twice, TimeDistributed, a layer made of layers", () => {
    class Twins extends layers.Layer {
      readonly first = layers.dense({ units: 3, name: "first" });
      readonly list = [layers.dense({ units: 2, name: "second" })];
      override build(shape: tfl.Shape): void {
        super.build(shape);
      }
      override computeOutputShape(shape: tfl.Shape | tfl.Shape[]): tfl.Shape {
        return [...(shape as tfl.Shape).slice(0, -1), 2];
      }
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        const x = Array.isArray(inputs) ? inputs[0]! : inputs;
        return this.list[0]!.apply(this.first.apply(x)) as tf.Tensor;
      }
      static get className(): string {
        return "Twins";
      }
    }
    const shared = layers.dense({ units: 4, name: "shared" });
    const inner = tfl.sequential({
      name: "inner",
      layers: [layers.dense({ units: 4, inputShape: [4], name: "deep" })],
    });
    const input = tfl.input({ shape: [6, 4] });
    let x = shared.apply(shared.apply(input)) as tfl.SymbolicTensor;
    x = layers
      .timeDistributed({ layer: inner as unknown as tfl.layers.Layer, name: "each" })
      .apply(x) as tfl.SymbolicTensor;
    x = new Twins({ name: "twins" } as never).apply(x) as tfl.SymbolicTensor;
    const count = countOperations(tfl.model({ inputs: input, outputs: x, name: "outer" }));
    expect(costs(count)).toEqual({
      shared: [2 * 6 * 16, 20],
      "each/inner/deep": [6 * 16, 20],
      "twins/first": [6 * 12, 15],
      "twins/second": [6 * 6, 8],
    });
  });

  it("what no output needs is not counted", () => {
    const input = tfl.input({ shape: [4] });
    layers.dense({ units: 100, name: "unused" }).apply(input);
    const used = layers.dense({ units: 2, name: "used" }).apply(input) as tfl.SymbolicTensor;
    expect(costs(countOperations(tfl.model({ inputs: input, outputs: used })))).toEqual({ used: [8, 10] });
  });

  it("memory: weights and operands read, results written; views move nothing", () => {
    const model = tfl.sequential({
      layers: [layers.flatten({ inputShape: [2, 3] }), layers.dense({ units: 5, useBias: false, name: "head" })],
    });
    const count = countOperations(model);
    expect(count.memory).toEqual({ weights: 4 * 30, inputs: 4 * 6, outputs: 4 * 5 });
    expect(count.intensity).toBe(30 / (4 * 41));
    expect([count.activations, count.elementsWritten]).toEqual([5, 5]);
    expect(countOperations(model, [8, 2, 3]).memory).toEqual({
      weights: 4 * 30,
      inputs: 8 * 4 * 6,
      outputs: 8 * 4 * 5,
    });
  });
});

describe("functions", () => {
  const macs = (f: (...inputs: tf.Tensor[]) => tf.Tensor, ...shapes: number[][]) => countOperations(f, shapes).macs;

  it("products", () => {
    expect(macs((a, b) => tf.matMul(a, b), [2, 3], [3, 4])).toBe(24);
    expect(macs((a, b) => tf.matMul(a, b, true, true), [5, 3, 2], [5, 4, 3])).toBe(120);
    expect(macs((a, b) => tf.matMul(a, b), [5, 2, 3], [3, 4])).toBe(120);
    expect(macs((a, b) => tf.dot(a, b), [7], [7])).toBe(7);
    expect(macs((a, b) => tf.outerProduct(a as tf.Tensor1D, b as tf.Tensor1D), [3], [4])).toBe(12);
    expect(macs((a, b) => tf.einsum("bij,bjk->bik", a, b), [2, 3, 4], [2, 4, 5])).toBe(120);
    expect(macs((a) => tf.einsum("ij->ji", a), [2, 3])).toBe(0);
    // (ab·bc)·cd costs 2·3·100 + 2·100·4, ab·(bc·cd) costs 3·100·4 + 2·3·4.
    expect(macs((a, b, c) => tf.einsum("ab,bc,cd->ad", a, b, c), [2, 3], [3, 100], [100, 4])).toBe(1224);
  });

  it("grouped convolutions by splitting", () => {
    const grouped = (x: tf.Tensor) => {
      const parts = tf.split(x as tf.Tensor4D, 2, 3);
      return tf.concat(
        parts.map((part) => tf.conv2d(part as tf.Tensor4D, tf.zeros([3, 3, 2, 4]), 1, "same")),
        3,
      );
    };
    const count = countOperations(grouped, [1, 5, 5, 4]);
    expect([count.macs, count.parameters]).toEqual([25 * 8 * 9 * 2, 2 * 9 * 2 * 4]);
  });

  it("what can predict", () => {
    const model = { predict: (x: tf.Tensor | tf.Tensor[]) => tf.matMul(x as tf.Tensor2D, tf.zeros([3, 4])) };
    expect(countOperations(model, [2, 3]).macs).toBe(24);
    const embed = (table: tf.Tensor, at: tf.Tensor) => tf.gather(table, at);
    const count = countOperations(embed as never, [[5, 3], { shape: [2], dtype: "int32" }]);
    expect([count.macs, count.memory.inputs, count.memory.outputs]).toEqual([0, 4 * 15 + 4 * 2, 4 * 6]);
  });

  it("weights that live outside, once each, under named scopes", () => {
    const w = tf.tidy(() => tf.variable(tf.zeros([3, 3]), true));
    const plain = tf.zeros([3, 3]);
    const f = (x: tf.Tensor) => tf.tidy("mine", () => tf.matMul(tf.matMul(tf.matMul(x, w), w), plain));
    const count = countOperations(f, [2, 3]);
    expect(count).toMatchObject({ macs: 3 * 18, parameters: 18, perLayer: [{ scope: "mine", macs: 54, calls: 3 }] });
    tf.dispose([w, plain]);
  });
});

describe("a training step", () => {
  it("is the forward pass, and as much for the weights and again for what lies before them", () => {
    const model = tfl.sequential({
      layers: [
        layers.conv2d({ inputShape: [6, 6, 3], filters: 4, kernelSize: 3, padding: "same", activation: "relu" }),
        layers.batchNormalization(),
        layers.conv2d({ filters: 5, kernelSize: 3, padding: "same" }),
        layers.flatten(),
        layers.dense({ units: 2 }),
      ],
    });
    const [first, second, head] = [36 * 4 * 27, 36 * 5 * 36, 180 * 2];
    const before = model.getWeights().map((weight) => Array.from(weight.dataSync()));
    const tensors = tf.memory().numTensors;
    expect(countOperations(model).macs).toBe(first + second + head);
    expect(countOperations(model, undefined, { training: true }).macs).toBe(2 * first + 3 * (second + head));
    expect(model.getWeights().map((weight) => Array.from(weight.dataSync()))).toEqual(before);
    model.layers[0]!.trainable = false;
    expect(countOperations(model, undefined, { training: true }).macs).toBe(first + 3 * (second + head));
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it("of a function trains the variables that it uses", () => {
    const w = tf.variable(tf.zeros([3, 4]));
    const f = (x: tf.Tensor) => [tf.matMul(x, w), tf.neg(x)];
    expect(countOperations(f, [2, 3], { training: true }).macs).toBe(2 * 24);
    w.dispose();
  });
});

describe("conventions", () => {
  const model = () => {
    const input = tfl.input({ shape: [8, 8, 3] });
    let x = layers.conv2d({ filters: 4, kernelSize: 1, activation: "relu" }).apply(input);
    x = layers.batchNormalization().apply(x);
    x = layers.leakyReLU().apply(x);
    x = layers.maxPooling2d({ poolSize: 2 }).apply(x);
    x = layers.upSampling2d({ size: [2, 2], interpolation: "bilinear" }).apply(x);
    x = layers.layerNormalization().apply(x);
    x = layers.globalAveragePooling2d({}).apply(x);
    x = layers.dense({ units: 10, activation: "softmax" }).apply(x);
    return tfl.model({ inputs: input, outputs: x as tfl.SymbolicTensor });
  };
  const flops = (options: CountOptions) => countOperations(model(), undefined, options).flops;
  const [conv, head, map] = [64 * 4 * 3, 40, 64 * 4];

  it("count what they say", () => {
    expect(flops({})).toBe(conv + head);
    expect(flops({ convention: "torch" })).toBe(2 * (conv + head));
    // Batch norm 2, layer norm 5, bilinear 4 an element, adaptive pooling 1 for each input.
    expect(flops({ convention: "fvcore" })).toBe(conv + head + 2 * map + 5 * map + 4 * map + map);
    // Biases; relu twice, leaky relu, softmax; batch norm 2, layer norm 1; pools twice; interpolation.
    const biases = map + 10;
    const pools = 2 * map + 2 * map;
    expect(flops({ convention: "ptflops" })).toBe(
      conv + head + biases + 2 * map + map + 10 + 2 * map + map + pools + map,
    );
    expect(flops({ flopsPerMac: 2 })).toBe(2 * (conv + head));
    const { byKind, uncounted } = countOperations(model());
    expect(byKind).toEqual({ convolution: conv, linear: head });
    expect(uncounted).toMatchObject({ FusedBatchNorm: 2, LeakyRelu: 1, MaxPool: 1, ResizeBilinear: 1 });
  });

  it("attention is seen as PyTorch's module, or as products", () => {
    const [n, d, h] = [6, 8, 2];
    const w = (outputs: number) => tf.zeros([d, outputs]) as tf.Tensor2D;
    const heads = (x: tf.Tensor) => tf.transpose(tf.reshape(x, [1, n, h, d / h]), [0, 2, 1, 3]);
    const f = (x: tf.Tensor) => {
      const flat = tf.reshape(x, [n, d]) as tf.Tensor2D;
      const qkv = tf.add(tf.matMul(flat, w(3 * d)), tf.ones([3 * d]));
      const [q, k, v] = tf.split(qkv, 3, 1).map(heads);
      const scores = tf.softmax(tf.mul(tf.matMul(q!, k!, false, true), 0.5));
      const mixed = tf.reshape(tf.transpose(tf.matMul(scores, v!), [0, 2, 1, 3]), [n, d]) as tf.Tensor2D;
      const out = tf.matMul(mixed, w(d));
      return tf.matMul(out, w(5));
    };
    const of = (options: CountOptions) => countOperations(f, [1, n, d], options).flops;
    const [projections, products, head] = [4 * n * d * d, 2 * n * n * d, n * d * 5];
    expect(of({})).toBe(projections + products + head);
    expect(of({ convention: "fvcore" })).toBe(projections + head);
    expect(of({ convention: "fvcore", attention: "products" })).toBe(projections + products + head);
    // The head follows the output map directly, so it looks like one: what is a map to nothing else is the module's.
    expect(of({ convention: "torch", attention: "products" })).toBe(2 * (projections + products + head));
    expect(of({ convention: "torch" })).toBe(2 * head);
    expect(of({ convention: "ptflops" })).toBe(projections + products + head + 3 * n * d + h * n * n + n * d);
  });
});

describe("what goes wrong", () => {
  const usage = (f: () => unknown, words: RegExp) => {
    const error = thrown(f);
    expect([isEnergyError(error, "UsageError"), error.message]).toEqual([true, expect.stringMatching(words)]);
  };

  it("is said", () => {
    const picture = tfl.input({ shape: [null, null, 3], name: "picture" });
    const outputs = layers.globalAveragePooling2d({}).apply(picture) as tfl.SymbolicTensor;
    const flexible = tfl.model({ inputs: picture, outputs });
    usage(() => countOperations(flexible), /input "picture" is \[\?, \?, \?, 3\]/);
    usage(() => countOperations(flexible, [[1, 8, 8, 3], [1]]), /2 shapes were given, the model's inputs are picture/);
    usage(() => countOperations(flexible, { image: [1, 8, 8, 3] }), /no input "image".*picture/);
    usage(() => countOperations(flexible, [1, 8, 8, 4]), /input "picture" is \[\?, \?, \?, 3\], not \[1, 8, 8, 4\]/);
    usage(() => countOperations(flexible, [8, 8, 3]), /not \[8, 8, 3\]/);
    usage(() => countOperations({} as never), /countOperations takes/);
    usage(() => countOperations({ predict: (x) => x }), /give their shapes/);
    usage(() => countOperations(null as never), /countOperations takes/);
    usage(() => countOperations((x) => x, [1.5]), /whole numbers/);
    const error = thrown(() => countOperations((x) => x, [1], { convention: "macs" as never }));
    expect(isEnergyError(error, "InvalidOptionError")).toBe(true);
    expect(
      isEnergyError(
        thrown(() => countOperations((x) => x, [1], { flopsPerMac: 3 as never })),
        "InvalidOptionError",
      ),
    ).toBe(true);
  });

  it("leaves no tensor behind, also after an exception", () => {
    const before = tf.memory().numTensors;
    countOperations((x) => tf.square(x), [3]);
    expect(() => countOperations((x) => tf.square(x).dataSync(), [3])).toThrow(/real run/);
    expect(tf.memory().numTensors).toBe(before);
  });
});
