import * as tf from "@tensorflow/tfjs-core";

/** Attributes of the convolution kernels, as the tfjs operations pass them. */
export interface ConvAttributes {
  readonly strides: number | [number, number];
  readonly pad: "same" | "valid" | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat?: "NHWC" | "NCHW";
  /** `tf.layers.depthwiseConv2d` passes null. */
  readonly dilations?: number | [number, number] | null;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/**
 * Everything that a convolution's loops need, from its shapes and attributes. One number as padding is spelled out first:
 * tfjs-core 4.22.0 would size the output's width by the filter's height and the vertical stride.
 */
export function convGeometry(
  xShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvAttributes,
  depthwise = false,
) {
  const { strides, pad, dataFormat = "NHWC", dimRoundingMode } = attributes;
  const around = [pad, pad];
  const symmetric = dataFormat === "NHWC" ? [[0, 0], around, around, [0, 0]] : [[0, 0], [0, 0], around, around];
  return tf.backend_util.computeConv2DInfo(
    xShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    attributes.dilations ?? 1,
    typeof pad === "number" ? (symmetric as tf.backend_util.ExplicitPadding) : pad,
    dimRoundingMode,
    depthwise,
    tf.backend_util.convertConv2DDataFormat(dataFormat),
  );
}

/** {@link convGeometry}'s answer. */
export type ConvGeometry = ReturnType<typeof convGeometry>;

/** What the loops of the wasm module read of it. */
export type LoopGeometry = Pick<
  ConvGeometry,
  | "batchSize"
  | "inHeight"
  | "inWidth"
  | "inChannels"
  | "outHeight"
  | "outWidth"
  | "outChannels"
  | "filterHeight"
  | "filterWidth"
  | "strideHeight"
  | "strideWidth"
  | "dilationHeight"
  | "dilationWidth"
> & { readonly padInfo: Pick<ConvGeometry["padInfo"], "top" | "left"> };

/** Height and width that the input has once padded (and cut, or lengthened, to what the filter touches). */
export function paddedSize(g: LoopGeometry): [number, number] {
  const touchedHeight = (g.outHeight - 1) * g.strideHeight + (g.filterHeight - 1) * g.dilationHeight + 1;
  const touchedWidth = (g.outWidth - 1) * g.strideWidth + (g.filterWidth - 1) * g.dilationWidth + 1;
  return [Math.max(touchedHeight, g.padInfo.top + g.inHeight), Math.max(touchedWidth, g.padInfo.left + g.inWidth)];
}
