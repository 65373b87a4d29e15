import type * as tf from "@tensorflow/tfjs-core";

/** Padding of a windowed operation: TensorFlow's names, one number for every side, or tfjs's pairs for each axis. */
export type WindowPadding = "same" | "valid" | number | tf.backend_util.ExplicitPadding;

/** One axis of a windowed operation: output o covers the inputs o·stride + k·dilation − before, 0 ≤ k < taps. */
export interface WindowAxis {
  readonly inputs: number;
  readonly outputs: number;
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
}

/** Depth, height and width of a windowed operation; pictures have a depth of one. */
export type WindowAxes = readonly [WindowAxis, WindowAxis, WindowAxis];

/** How a kernel's windows are given. */
export interface WindowAttributes {
  readonly strides: number | readonly number[];
  readonly pad: WindowPadding;
  readonly dilations?: number | readonly number[] | null;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/**
 * The windows over volumes [n, depth, height, width, c]. tfjs-core's own `computeConv3DInfo` answers with negative
 * padding where "same" needs none.
 *
 * @param outputs  extents of the output, where they are known (a gradient's dY has them)
 */
export function volumeAxes(
  input: readonly number[],
  filter: readonly number[],
  attributes: WindowAttributes,
  outputs?: readonly number[],
): WindowAxes {
  const axis = (i: 0 | 1 | 2): WindowAxis => {
    const { strides, pad, dimRoundingMode } = attributes;
    const stride = of(strides, i);
    const dilation = of(attributes.dilations ?? 1, i);
    const [inputs, taps] = [input[i + 1]!, filter[i]!];
    const around = typeof pad === "object" ? pad[i + 1]! : pad;
    const derived = alongAxis(inputs, (taps - 1) * dilation + 1, stride, around, dimRoundingMode);
    return { inputs, taps, stride, dilation, before: derived.before, outputs: outputs?.[i + 1] ?? derived.outputs };
  };
  return [axis(0), axis(1), axis(2)];
}

/** The same for pictures [n, height, width, c]: volumes of depth one. */
export function pictureAxes(
  input: readonly number[],
  filter: readonly number[],
  attributes: WindowAttributes,
  outputs?: readonly number[],
): WindowAxes {
  const deep = ([batch, ...rest]: readonly number[]) => [batch!, 1, ...rest];
  const { strides, pad, dimRoundingMode } = attributes;
  const dilations = attributes.dilations ?? 1;
  const pairs =
    typeof pad === "number"
      ? [
          [0, 0],
          [pad, pad],
          [pad, pad],
          [0, 0],
        ]
      : pad;
  const [, vertical, horizontal] = typeof pairs === "object" ? pairs : [];
  const around = vertical ? [[0, 0], [0, 0], vertical, horizontal, [0, 0]] : pad;
  return volumeAxes(
    deep(input),
    [1, ...filter],
    {
      strides: [1, of(strides, 0), of(strides, 1)],
      dilations: [1, of(dilations, 0), of(dilations, 1)],
      pad: around as WindowPadding,
      ...(dimRoundingMode && { dimRoundingMode }),
    },
    outputs && deep(outputs),
  );
}

function of(values: number | readonly number[], axis: number): number {
  return typeof values === "number" ? values : values[axis]!;
}

function alongAxis(
  inputs: number,
  reach: number,
  stride: number,
  pad: "same" | "valid" | number | readonly number[],
  rounding: WindowAttributes["dimRoundingMode"],
): { outputs: number; before: number } {
  if (pad === "same") {
    const outputs = Math.ceil(inputs / stride);
    return { outputs, before: Math.max(0, Math.floor(((outputs - 1) * stride + reach - inputs) / 2)) };
  }
  const [before, after] = pad === "valid" ? [0, 0] : typeof pad === "number" ? [pad, pad] : [pad[0]!, pad[1]!];
  const room = inputs + before + after - reach;
  const round = rounding ? Math[rounding] : Math.floor;
  return { outputs: room < 0 ? 0 : round(room / stride) + 1, before };
}

/** What must be padded at the end for the last window to fit. */
export function paddingAfter({ inputs, outputs, taps, stride, dilation, before }: WindowAxis): number {
  return Math.max(0, (outputs - 1) * stride + (taps - 1) * dilation + 1 - before - inputs);
}

/**
 * Padding of pictures (channels last) as tfjs's pairs, lengthened so that a number of windows that was rounded up fits:
 * wasm's kernels compute their own number of windows, rounded down.
 */
export function fittingPairs([, height, width]: WindowAxes): tf.backend_util.ExplicitPadding {
  return [
    [0, 0],
    [height.before, paddingAfter(height)],
    [width.before, paddingAfter(width)],
    [0, 0],
  ];
}

/** True where the number of windows may have been rounded up. */
export function roundsUp({ pad, dimRoundingMode }: Pick<WindowAttributes, "pad" | "dimRoundingMode">): boolean {
  return typeof pad !== "string" && dimRoundingMode !== undefined && dimRoundingMode !== "floor";
}

/** The first and the one after the last input that output o covers, where dilation is 1; both 0 where it covers none. */
export function covered({ inputs, taps, stride, before }: WindowAxis, o: number): [number, number] {
  const start = o * stride - before;
  const [from, to] = [Math.max(0, start), Math.min(inputs, start + taps)];
  return from < to ? [from, to] : [0, 0];
}
