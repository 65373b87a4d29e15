import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers";
import fc from "fast-check";
import { expect, it } from "vitest";
import { gelu, swish } from "../src/activations.js";
import { fourierTransform } from "../src/fourier-transform.js";
import { layerNorm } from "../src/layer-norm.js";
import { backends, use } from "./backends.js";
import { bothTraces } from "./same-trace.js";

/** Whole numbers for one random call. */
type Pick = (low: number, high: number) => number;
type Call = (pick: Pick) => unknown;

const normal = (...shape: number[]) => tf.randomNormal(shape, 0, 1, "float32", 7);
const positive = (...shape: number[]) => tf.randomUniform(shape, 0.1, 0.9, "float32", 7);
const whole = (low: number, high: number, ...shape: number[]) => tf.randomUniform(shape, low, high, "int32", 7);
const shapeOf = (pick: Pick, rank = pick(1, 4)) => Array.from({ length: rank }, () => pick(1, 4));
const any = (pick: Pick) => normal(...shapeOf(pick));
const image = (pick: Pick, channels = pick(1, 3)) =>
  normal(pick(1, 2), pick(5, 8), pick(5, 8), channels) as tf.Tensor4D;
const volume = (pick: Pick, channels: number) =>
  normal(pick(1, 2), pick(4, 6), pick(4, 6), pick(4, 6), channels) as tf.Tensor5D;
/** Two shapes that broadcast. */
const pair = (pick: Pick): [tf.Tensor, tf.Tensor] => {
  const shape = shapeOf(pick);
  const other = shape.slice(pick(0, shape.length - 1)).map((extent) => (pick(0, 2) === 0 ? 1 : extent));
  const both = [positive(...shape), positive(...other)] as [tf.Tensor, tf.Tensor];
  return pick(0, 1) ? both : [both[1], both[0]];
};
const axisOf = (pick: Pick, x: tf.Tensor) => pick(-x.rank, x.rank - 1);
const pad = (pick: Pick) => (["same", "valid"] as const)[pick(0, 1)]!;

const unary = [
  ...[tf.abs, tf.acos, tf.acosh, tf.asin, tf.asinh, tf.atan, tf.atanh, tf.ceil, tf.cos, tf.cosh, tf.elu, tf.erf],
  ...[tf.exp, tf.expm1, tf.floor, tf.isFinite, tf.isInf, tf.isNaN, tf.log, tf.log1p, tf.neg, tf.reciprocal, tf.relu],
  ...[tf.relu6, tf.round, tf.rsqrt, tf.selu, tf.sigmoid, tf.sign, tf.sin, tf.sinh, tf.softplus, tf.sqrt, tf.square],
  ...[tf.tan, tf.tanh, tf.onesLike, tf.zerosLike, tf.logSigmoid, tf.leakyRelu, tf.step, tf.clone, gelu, swish],
] as ((x: tf.Tensor) => tf.Tensor)[];
const binary = [
  ...[tf.add, tf.sub, tf.mul, tf.div, tf.floorDiv, tf.maximum, tf.minimum, tf.mod, tf.pow, tf.squaredDifference],
  ...[tf.atan2, tf.equal, tf.notEqual, tf.greater, tf.greaterEqual, tf.less, tf.lessEqual, tf.divNoNan],
];
const reductions = [tf.sum, tf.mean, tf.prod, tf.max, tf.min, tf.logSumExp] as ((
  x: tf.Tensor,
  axis?: number | number[],
  keepDims?: boolean,
) => tf.Tensor)[];

const calls: Record<string, Call> = {
  "of each element": (pick) => unary[pick(0, unary.length - 1)]!(positive(...shapeOf(pick))),
  "of each whole number": (pick) =>
    [tf.abs, tf.neg, tf.relu, tf.sign, tf.square][pick(0, 4)]!(whole(0, 3, ...shapeOf(pick))),
  "of two, broadcast": (pick) => binary[pick(0, binary.length - 1)]!(...pair(pick)),
  "of whole and real": (pick) => tf.add(whole(0, 9, 3), positive(pick(0, 1) ? 1 : 3)),
  "of truths": (pick) => {
    const [a, b] = pair(pick).map((x) => tf.greater(x, 0.5)) as [tf.Tensor, tf.Tensor];
    return [
      tf.logicalAnd(a, b),
      tf.logicalOr(a, b),
      tf.logicalXor(a, b),
      tf.logicalNot(a),
      tf.all(a),
      tf.any(b),
      tf.sum(a),
    ];
  },
  choices: (pick) => {
    const [a, b] = pair(pick);
    return [tf.where(tf.greater(a, b), a, b), tf.clipByValue(a, 0.2, 0.3), tf.prelu(a, tf.mul(a, 2)), tf.addN([a, a])];
  },
  casts: (pick) => (["int32", "bool", "float32"] as const).map((dtype) => tf.cast(any(pick), dtype)),
  reductions: (pick) => {
    const x = any(pick);
    const axis = pick(0, 1) ? axisOf(pick, x) : [...new Set([pick(0, x.rank - 1), 0])];
    return reductions[pick(0, reductions.length - 1)]!(x, axis, pick(0, 1) === 1);
  },
  "reductions to one": (pick) => reductions[pick(0, reductions.length - 1)]!(any(pick)),
  arguments: (pick) => {
    const x = any(pick);
    return [
      tf.argMax(x, axisOf(pick, x)),
      tf.argMin(x, axisOf(pick, x)),
      tf.topk(x, 1),
      tf.moments(x, axisOf(pick, x)),
    ];
  },
  cumulations: (pick) => {
    const x = any(pick);
    return [tf.cumsum(x, pick(0, x.rank - 1)), tf.cumprod(whole(1, 3, 2, 3), 1)];
  },
  counts: (pick) => [
    tf.bincount(whole(0, 4, 6) as tf.Tensor1D, tf.ones([6]), pick(4, 6)),
    tf.denseBincount(whole(0, 4, 2, 6) as tf.Tensor2D, tf.ones([2, 6]), 5),
    tf.unsortedSegmentSum(normal(3, pick(1, 4)), whole(0, 2, 3) as tf.Tensor1D, pick(2, 4)),
  ],
  softmaxes: (pick) => [tf.softmax(any(pick)), tf.logSoftmax(any(pick))],
  "products of matrices": (pick) => {
    const [m, k, n] = [pick(1, 4), pick(1, 4), pick(1, 4)];
    const [ta, tb] = [pick(0, 1) === 1, pick(0, 1) === 1];
    const [one, two] = [ta ? [k, m] : [m, k], tb ? [n, k] : [k, n]];
    const outer = shapeOf(pick, pick(0, 2));
    const a = normal(...outer, ...one);
    return [
      tf.matMul(a, normal(...outer, ...two), ta, tb),
      tf.matMul(a, normal(...two), ta, tb),
      tf.dot(normal(k), normal(k)),
      tf.outerProduct(normal(m) as tf.Tensor1D, normal(n) as tf.Tensor1D),
      tf.fused.matMul({ a, b: normal(...outer, ...two), transposeA: ta, transposeB: tb, activation: "relu" }),
      tf.einsum("...bij,bjk->bik".slice(3), normal(2, m, k), normal(2, k, n)),
      tf.einsum("ab,bc,cd->da", normal(m, k), normal(k, n), normal(n, 2)),
      tf.einsum("ij->ji", normal(m, k)),
    ];
  },
  convolutions: (pick) => {
    const x = image(pick);
    const channels = x.shape[3];
    const filter = normal(pick(1, 3), pick(1, 3), channels, pick(1, 3)) as tf.Tensor4D;
    const [strides, dilations] = pick(0, 1) ? [pick(1, 2), 1] : [1, pick(1, 2)];
    const margins: [[number, number], [number, number], [number, number], [number, number]] = [
      [0, 0],
      [pick(0, 2), pick(0, 2)],
      [pick(0, 2), pick(0, 2)],
      [0, 0],
    ];
    return [
      tf.conv2d(x, filter, strides, pad(pick), "NHWC", dilations),
      tf.conv2d(x, filter, strides, margins, "NHWC", dilations),
      tf.fused.conv2d({
        x,
        filter,
        strides,
        pad: pad(pick),
        dilations,
        bias: normal(filter.shape[3]),
        activation: "relu",
      }),
      tf.depthwiseConv2d(x, filter, strides, pad(pick), "NHWC", dilations),
      tf.fused.depthwiseConv2d({ x, filter, strides, pad: pad(pick), dilations }),
      tf.separableConv2d(
        x,
        filter,
        normal(1, 1, channels * filter.shape[3], 2) as tf.Tensor4D,
        strides,
        pad(pick),
        dilations,
      ),
      tf.conv1d(normal(2, 9, 3) as tf.Tensor3D, normal(3, 3, 4) as tf.Tensor3D, pick(1, 2), pad(pick)),
    ];
  },
  "transposed convolutions": (pick) => {
    const x = image(pick);
    const filter = normal(3, 3, 2, x.shape[3]) as tf.Tensor4D;
    const stride = pick(1, 2);
    const [n, h, w] = x.shape;
    const cube = volume(pick, 2);
    const [, d, r, c] = cube.shape;
    return [
      tf.conv2dTranspose(x, filter, [n, h * stride, w * stride, 2], stride, "same"),
      tf.conv3dTranspose(
        cube,
        normal(3, 3, 3, 1, 2) as tf.Tensor5D,
        [cube.shape[0], d * stride, r * stride, c * stride, 1],
        stride,
        "same",
      ),
    ];
  },
  volumes: (pick) => {
    const x = volume(pick, pick(1, 2));
    const filter = normal(pick(1, 3), pick(1, 3), pick(1, 3), x.shape[4], 2) as tf.Tensor5D;
    return [
      tf.conv3d(x, filter, pick(1, 2), pad(pick)),
      tf.avgPool3d(x, 2, pick(1, 2), pad(pick)),
      tf.maxPool3d(x, 2, pick(1, 2), pad(pick)),
    ];
  },
  pools: (pick) => {
    const x = image(pick);
    const [size, stride] = [pick(1, 3), pick(1, 3)];
    return [
      tf.avgPool(x, size, stride, pad(pick)),
      tf.maxPool(x, [size, 2], stride, pad(pick)),
      tf.maxPool(x, 3, stride, 1, "floor"),
      tf.pool(x, 2, "max", "same", 1, 1),
      tf.dilation2d(x, normal(2, 2, x.shape[3]) as tf.Tensor3D, stride, pad(pick)),
    ];
  },
  normalisations: (pick) => {
    const x = image(pick);
    const channels = x.shape[3];
    const per = () => positive(channels) as tf.Tensor1D;
    return [
      tf.batchNorm(x, per(), per(), per(), per()),
      tf.batchNorm(x, per(), per()),
      layerNorm(x, per(), per()),
      tf.localResponseNormalization(x),
    ];
  },
  shapes: (pick) => {
    const x = any(pick);
    const perm = Array.from(x.shape.keys()).sort(() => pick(-1, 1));
    return [
      tf.transpose(x, perm),
      tf.transpose(x),
      tf.reshape(x, [-1]),
      tf.reshape(x, [x.shape[0]!, -1]),
      tf.expandDims(x, axisOf(pick, x)),
      tf.squeeze(tf.expandDims(x, 0)),
      tf.reverse(x, axisOf(pick, x)),
      tf.tile(
        x,
        x.shape.map(() => pick(1, 2)),
      ),
      tf.broadcastTo(x, [2, ...x.shape]),
      tf.pad(
        x,
        x.shape.map(() => [pick(0, 2), pick(0, 2)] as [number, number]),
      ),
      tf.mirrorPad(
        normal(3, 4),
        [
          [1, 2],
          [0, 1],
        ],
        pick(0, 1) ? "reflect" : "symmetric",
      ),
    ];
  },
  joins: (pick) => {
    const x = any(pick);
    const axis = axisOf(pick, x);
    return [tf.concat([x, x, x], axis), tf.stack([x, x], axis), tf.unstack(x, axis), tf.concat([x])];
  },
  parts: (pick) => {
    const x = normal(4, 6, pick(1, 3));
    return [
      tf.split(x, 2, pick(0, 1)),
      tf.split(x, [1, pick(1, 2), -1], 1),
      tf.slice(x, [1, pick(0, 3)], [pick(1, 3), -1]),
      tf.slice(x, [pick(0, 3)]),
      tf.stridedSlice(x, [0, 5], [4, 0], [pick(1, 2), -pick(1, 2)]),
      tf.stridedSlice(x, [pick(0, 3), 1], [4, 5], [1, 2], 0, 0, 0, 0, 1),
    ];
  },
  gathers: (pick) => {
    const x = normal(pick(2, 4), pick(2, 4), 3);
    return [
      tf.gather(x, whole(0, 2, ...shapeOf(pick, pick(1, 2))), pick(-3, 2)),
      tf.gather(x, whole(0, 2, x.shape[0]!, 2), 1, 1),
      tf.gatherND(x, whole(0, 2, 3, pick(1, 3))),
      tf.scatterND(tf.tensor2d([[0], [2]], [2, 1], "int32"), normal(2, 1), [4, 1]),
      tf.tensorScatterUpdate(normal(4, 2), tf.tensor2d([[0], [2]], [2, 1], "int32"), normal(2, 2)),
      tf.oneHot(whole(0, 3, ...shapeOf(pick, pick(1, 2))), pick(3, 5)),
      tf.searchSorted(tf.tensor2d([[1, 2, 3]]), normal(1, pick(1, 4))),
    ];
  },
  blocks: (pick) => [
    tf.spaceToBatchND(
      normal(2, 4, 6, pick(1, 2)),
      [2, 2],
      [
        [0, 0],
        [2 * pick(0, 1), 0],
      ],
    ),
    tf.batchToSpaceND(
      normal(8, 2, 3, pick(1, 2)),
      [2, 2],
      [
        [0, 0],
        [pick(0, 1), 0],
      ],
    ),
    tf.depthToSpace(normal(1, pick(2, 4), 3, 8) as tf.Tensor4D, 2, "NHWC"),
    tf.diag(normal(...shapeOf(pick, pick(1, 2)))),
  ],
  pictures: (pick) => {
    const x = image(pick, 3);
    const size: [number, number] = [pick(2, 12), pick(2, 12)];
    return [
      tf.image.resizeBilinear(x, size, pick(0, 1) === 1),
      tf.image.resizeNearestNeighbor(x, size),
      tf.image.cropAndResize(x, tf.tensor2d([[0, 0, 1, 1]]), tf.tensor1d([0], "int32"), size),
      tf.image.flipLeftRight(x),
      tf.image.rotateWithOffset(x, 0.3),
      tf.image.rgbToGrayscale(x),
      tf.image.transform(x, tf.tensor2d([[1, 0, 0, 0, 1, 0, 0, 0]])),
      tf.image.transform(x, tf.tensor2d([[1, 0, 0, 0, 1, 0, 0, 0]]), "nearest", "constant", 0, size),
    ];
  },
  "tensors of nothing": (pick) => [
    tf.fill([2, pick(1, 3)], 3),
    tf.range(pick(0, 5), pick(0, 5), pick(1, 2)),
    tf.linspace(0, 1, pick(1, 5)),
    tf.eye(pick(1, 4)),
    tf.multinomial(tf.tensor1d([1, 1]), pick(1, 4), 3),
  ],
  transforms: (pick) => {
    const [real, imag] = [normal(2, 2 ** pick(1, 3)), normal(2, 8)];
    const whole = fourierTransform({ real, imag: tf.zerosLike(real) });
    return [whole.real, whole.imag, tf.real(tf.spectral.fft(tf.complex(imag, imag))), tf.abs(tf.complex(imag, imag))];
  },
};

const alone = (name: string): Call => calls[name]!;
const seeds = fc.array(fc.nat(997), { minLength: 40, maxLength: 40 });
const picker = (numbers: readonly number[]): Pick => {
  let next = 0;
  return (low, high) => low + (numbers[next++ % numbers.length]! % (high - low + 1));
};

/** What wasm lacks, or gives another type than cpu (a quotient rounded down is float32 there). */
const notOnWasm = ["of two, broadcast", "gathers", "transforms"];
const tried = ["cpu", "wasm"].filter((backend) => backends.includes(backend));
const cases = tried.flatMap((backend) => Object.keys(calls).map((name) => [backend, name] as const));

it.each(cases.filter(([backend, name]) => backend === "cpu" || !notOnWasm.includes(name)))(
  "%s: %s",
  async (backend, name) => {
    await use(backend);
    fc.assert(
      fc.property(seeds, (numbers) => {
        const { real, shapes } = bothTraces(() => tf.tidy(() => alone(name)(picker(numbers)) as tf.TensorContainer));
        expect(shapes).toEqual(real);
        expect(real.length).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  },
);
