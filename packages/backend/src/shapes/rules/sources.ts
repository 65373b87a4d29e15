import * as tf from "@tensorflow/tfjs-core";
import type { ShapeRules } from "../shape-rule.js";

/** Kernels that make tensors of attributes, or of indices. */
export const sourceRules: ShapeRules = {
  [tf.Fill]: (_, { shape, value, dtype }) => ({ shape, dtype: dtype ?? tf.util.inferDtype(value) }),
  [tf.LinSpace]: (_, { num }) => ({ shape: [num], dtype: "float32" }),
  [tf.Range]: (_, { start, stop, step, dtype }) => {
    // As tfjs counts: none where start is stop or the step leads away, one more for a last step that is cut short.
    const away = (start < stop && step < 0) || (stop < start && step > 1);
    return { shape: [start === stop || away ? 0 : Math.abs(Math.ceil((stop - start) / step))], dtype };
  },
  [tf.OneHot]: ({ indices }, { depth, dtype }) => ({ shape: [...indices!.shape, depth], dtype }),
  [tf.Multinomial]: ({ logits }, { numSamples }) => ({ shape: [logits!.shape[0]!, numSamples], dtype: "int32" }),
};
