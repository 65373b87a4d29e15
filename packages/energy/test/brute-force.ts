import * as tf from "@tensorflow/tfjs-core";

/** Geometry of one axis of a convolution. */
export interface Axis {
  readonly inputs: number;
  readonly outputs: number;
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: number;
}

/** The two axes of a 2-D convolution, from tfjs's own shape inference. */
export function axesOf(
  input: [number, number, number, number],
  filter: [number, number, number, number],
  stride: [number, number],
  pad: "same" | "valid" | number,
  dilation: [number, number] = [1, 1],
  depthwise = false,
): [Axis, Axis] {
  const g = tf.backend_util.computeConv2DInfo(input, filter, stride, dilation, pad, undefined, depthwise);
  return [
    {
      inputs: g.inHeight,
      outputs: g.outHeight,
      taps: filter[0],
      stride: stride[0],
      dilation: dilation[0],
      padding: g.padInfo.top,
    },
    {
      inputs: g.inWidth,
      outputs: g.outWidth,
      taps: filter[1],
      stride: stride[1],
      dilation: dilation[1],
      padding: g.padInfo.left,
    },
  ];
}

/** Products of a convolution whose factor from the input is a one: one loop per output, tap and channel. */
export function productsOfSpikes(
  spikes: (n: number, y: number, x: number, c: number) => number,
  batch: number,
  [v, h]: [Axis, Axis],
  channels: number,
  perInput: number,
): number {
  let count = 0;
  for (let n = 0; n < batch; n++)
    for (let oy = 0; oy < v.outputs; oy++)
      for (let ox = 0; ox < h.outputs; ox++)
        for (let r = 0; r < v.taps; r++)
          for (let s = 0; s < h.taps; s++) {
            const y = oy * v.stride + r * v.dilation - v.padding;
            const x = ox * h.stride + s * h.dilation - h.padding;
            if (y < 0 || y >= v.inputs || x < 0 || x >= h.inputs) continue;
            for (let c = 0; c < channels; c++) if (spikes(n, y, x, c) === 1) count += perInput;
          }
  return count;
}
