import * as tf from "@tensorflow/tfjs-core";
import { like, rulesFor, type ShapeRule, type ShapeRules } from "../shape-rule.js";

type Four = [number, number, number, number];
type Five = [number, number, number, number, number];

const plane =
  (depthwise: boolean): ShapeRule =>
  ({ x, filter }, { strides, pad, dilations, dimRoundingMode, dataFormat = "NHWC" }) => {
    const { outShape } = tf.backend_util.computeConv2DInfo(
      [...x!.shape] as Four,
      [...filter!.shape] as Four,
      strides,
      dilations ?? 1,
      pad,
      dimRoundingMode,
      depthwise,
      tf.backend_util.convertConv2DDataFormat(dataFormat),
    );
    return { shape: outShape, dtype: x!.dtype };
  };

const volume: ShapeRule = ({ x, filter }, { strides, pad, dilations }) => {
  const { outShape } = tf.backend_util.computeConv3DInfo(
    [...x!.shape] as Five,
    [...filter!.shape] as Five,
    strides,
    dilations ?? 1,
    pad,
  );
  return { shape: outShape, dtype: x!.dtype };
};

const planePool: ShapeRule = ({ x }, { filterSize, strides, pad, dimRoundingMode }) => {
  const { outShape } = tf.backend_util.computePool2DInfo(
    [...x!.shape] as Four,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return { shape: outShape, dtype: x!.dtype };
};

const volumePool: ShapeRule = ({ x }, { filterSize, strides, pad, dimRoundingMode, dataFormat }) => {
  const { outShape } = tf.backend_util.computePool3DInfo(
    [...x!.shape] as Five,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
    dataFormat,
  );
  return { shape: outShape, dtype: "float32" };
};

const ofFilter: ShapeRule = (_, { filterShape }) => ({ shape: filterShape, dtype: "float32" });
const ofInput: ShapeRule = (_, { inputShape }) => ({ shape: inputShape, dtype: "float32" });

/** Convolutions and pools, with their gradients. */
export const windowRules: ShapeRules = {
  ...rulesFor([tf.Conv2D, tf.FusedConv2D], plane(false)),
  ...rulesFor([tf.DepthwiseConv2dNative, tf.FusedDepthwiseConv2D], plane(true)),
  [tf.Conv3D]: volume,
  ...rulesFor([tf.Conv2DBackpropFilter, tf.Conv3DBackpropFilterV2, tf.DepthwiseConv2dNativeBackpropFilter], ofFilter),
  ...rulesFor([tf.Conv2DBackpropInput, tf.Conv3DBackpropInputV2, tf.DepthwiseConv2dNativeBackpropInput], ofInput),
  ...rulesFor([tf.AvgPool, tf.MaxPool], planePool),
  ...rulesFor([tf.AvgPool3D, tf.MaxPool3D], volumePool),
  ...rulesFor([tf.AvgPoolGrad, tf.AvgPool3DGrad, tf.MaxPoolGrad, tf.MaxPool3DGrad], like("input", "float32")),
  [tf.MaxPoolWithArgmax]: (inputs, attributes) => {
    const { shape, dtype } = planePool(inputs, attributes) as { shape: number[]; dtype: tf.DataType };
    return [
      { shape, dtype },
      { shape, dtype: "int32" },
    ];
  },
  [tf.Dilation2D]: ({ x, filter }, { strides, pad, dilations }) => {
    const [image, element] = [[...x!.shape] as Four, [...filter!.shape] as [number, number, number]];
    const { outShape } = tf.backend_util.computeDilation2DInfo(image, element, strides, pad, "NHWC", dilations);
    return { shape: outShape, dtype: x!.dtype };
  },
  [tf.Dilation2DBackpropInput]: like("x"),
  [tf.Dilation2DBackpropFilter]: like("filter"),
};
