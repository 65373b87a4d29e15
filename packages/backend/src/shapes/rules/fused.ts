import * as tf from "@tensorflow/tfjs-core";
import { ACTIVATION_GRADIENT, GELU, PRELU_GRADIENT, SWISH } from "../../kernels/activations.js";
import { ADAM } from "../../kernels/adam.js";
import { BATCH_NORM_GRADIENT } from "../../kernels/batch-norm.js";
import { LAYER_NORM, LAYER_NORM_GRADIENT, SOFTMAX_GRADIENT } from "../../kernels/normalisation.js";
import { REPEAT_MIDDLE } from "../../kernels/reductions.js";
import { like, rulesFor, type ShapeRules } from "../shape-rule.js";

/** Kernels of this package that do in one pass what is composed of operations on backends that lack them. */
export const fusedRules: ShapeRules = {
  ...rulesFor([GELU, SWISH], like("x")),
  [ACTIVATION_GRADIENT]: like("saved"),
  [PRELU_GRADIENT]: ({ x, alpha }) => [x!, alpha!],
  [ADAM]: ({ weight }) => [weight!, weight!, weight!],
  [REPEAT_MIDDLE]: (_, { shape }) => ({ shape, dtype: "float32" }),
  [LAYER_NORM]: ({ x }) => {
    const width = x!.shape.at(-1)!;
    return [x!, { shape: [width === 0 ? 0 : tf.util.sizeFromShape([...x!.shape]) / width, 2], dtype: "float32" }];
  },
  [LAYER_NORM_GRADIENT]: ({ x, scale }) => [x!, scale!, scale!],
  [SOFTMAX_GRADIENT]: like("y"),
  [BATCH_NORM_GRADIENT]: ({ x, mean }) => [x!, mean!, mean!, mean!, mean!],
};
