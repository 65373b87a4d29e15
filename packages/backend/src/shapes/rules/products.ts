import * as tf from "@tensorflow/tfjs-core";
import { KernelInputError } from "../../errors.js";
import { parseEinsum } from "../../kernels/einsum.js";
import { rulesFor, type ShapeRule, type ShapeRules } from "../shape-rule.js";

const matrixProduct: ShapeRule = ({ a, b }, { transposeA, transposeB }) => {
  const [left, right] = [a!.shape, b!.shape];
  const [innerA, rows] = transposeA ? [left.at(-2), left.at(-1)] : [left.at(-1), left.at(-2)];
  const [innerB, columns] = transposeB ? [right.at(-1), right.at(-2)] : [right.at(-2), right.at(-1)];
  if (innerA !== innerB)
    throw new KernelInputError("BatchMatMul", `[${left}] and [${right}] do not fit: ${innerA} ≠ ${innerB}`);
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(left.slice(0, -2), right.slice(0, -2));
  return { shape: [...outer, rows!, columns!], dtype: a!.dtype };
};

/** Products of matrices and of more than that. */
export const productRules: ShapeRules = {
  ...rulesFor([tf.BatchMatMul, tf._FusedMatMul], matrixProduct),
  [tf.Einsum]: (inputs, { equation }) => {
    const operands = Object.values(inputs);
    const { terms, output } = parseEinsum(equation, operands);
    const extent = (label: string) => {
      const i = terms.findIndex((labels) => labels.includes(label));
      return operands[i]!.shape[terms[i]!.indexOf(label)]!;
    };
    return { shape: [...output].map(extent), dtype: operands[0]!.dtype };
  },
};
