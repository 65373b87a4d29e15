import * as tf from "@tensorflow/tfjs-core";
import { like, rulesFor, type ShapeRule, type ShapeRules } from "../shape-rule.js";

const broadcast = (dtype?: tf.DataType): ShapeRule => {
  return ({ a, b }) => ({
    shape: tf.broadcast_util.assertAndGetBroadcastShape([...a!.shape], [...b!.shape]),
    dtype: dtype ?? (a!.dtype === "complex64" || b!.dtype === "complex64" ? "complex64" : a!.dtype),
  });
};

/** Kernels that treat each element for itself, with or without broadcasting. */
export const elementWiseRules: ShapeRules = {
  ...rulesFor(
    [
      ...[tf.Abs, tf.Acos, tf.Acosh, tf.Asin, tf.Asinh, tf.Atan, tf.Atanh, tf.Ceil, tf.ClipByValue, tf.Cos, tf.Cosh],
      ...[tf.Elu, tf.Erf, tf.Expm1, tf.Floor, tf.Log, tf.Log1p, tf.Neg, tf.Reciprocal, tf.Relu, tf.Relu6, tf.Round],
      ...[tf.Rsqrt, tf.Selu, tf.Sigmoid, tf.Sign, tf.Sin, tf.Sinh, tf.Softplus, tf.Sqrt, tf.Square, tf.Step, tf.Tan],
      ...[tf.Tanh, tf.Identity, tf.OnesLike, tf.ZerosLike, tf.LRN],
    ],
    like("x"),
  ),
  ...rulesFor([tf.Exp, tf.LeakyRelu, tf.Prelu, tf.ComplexAbs], like("x", "float32")),
  ...rulesFor([tf.IsFinite, tf.IsInf, tf.IsNan, tf.LogicalNot], like("x", "bool")),
  ...rulesFor(
    [
      ...[tf.Add, tf.Sub, tf.Multiply, tf.RealDiv, tf.Maximum, tf.Minimum, tf.Mod, tf.Pow, tf.SquaredDifference],
      ...[tf.Atan2, tf.BitwiseAnd],
    ],
    broadcast(),
  ),
  [tf.FloorDiv]: broadcast("int32"),
  ...rulesFor(
    [
      ...[tf.Equal, tf.NotEqual, tf.Greater, tf.GreaterEqual, tf.Less, tf.LessEqual],
      ...[tf.LogicalAnd, tf.LogicalOr, tf.LogicalXor],
    ],
    broadcast("bool"),
  ),
  [tf.AddN]: (inputs) => inputs["0"]!,
  [tf.Cast]: ({ x }, { dtype }) => ({ shape: x!.shape, dtype }),
  [tf.Select]: ({ t, e }) => ({ shape: t!.shape, dtype: tf.backend_util.upcastType(t!.dtype, e!.dtype) }),
  ...rulesFor([tf.Softmax, tf.LogSoftmax], ({ logits }, _) => logits!),
  [tf.EluGrad]: like("y", "float32"),
  [tf.LRNGrad]: like("x", "float32"),
  [tf.FusedBatchNorm]: like("x"),
  [tf.Complex]: like("real", "complex64"),
  ...rulesFor([tf.Real, tf.Imag], like("input", "float32")),
  ...rulesFor([tf.FFT, tf.IFFT], like("input", "complex64")),
};
