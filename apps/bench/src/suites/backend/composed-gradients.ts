import * as tf from "@tensorflow/tfjs-core";

interface Attributes {
  readonly strides: [number, number];
  readonly pad: "same" | "valid" | number | tf.backend_util.ExplicitPadding;
  readonly filterShape: [number, number, number, number];
  readonly inputShape: [number, number, number, number];
}

/**
 * Gives the wasm backend of tfjs 4.22.0 what it needs to train a convolution, out of its own kernels: what `@cvar/backend`
 * is measured against.
 *
 * dW is a convolution of x with the batch as channels, with dY as filter, dilated by the stride; dX at stride 1 is a
 * convolution of dY with the turned filter. Other strides stay with tfjs's own dX.
 */
export function registerComposedGradients(): void {
  const own = tf.getKernel(tf.Conv2DBackpropInput, "wasm");
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D };
      return tf.tidy(() => filterGradient(x, dy, attrs as unknown as Attributes));
    },
  });
  tf.unregisterKernel(tf.Conv2DBackpropInput, "wasm");
  tf.registerKernel({
    ...own!,
    kernelFunc: (args) => {
      const attributes = args.attrs as unknown as Attributes;
      const { dy, filter } = args.inputs as { dy: tf.Tensor4D; filter: tf.Tensor4D };
      if (attributes.strides.some((stride) => stride !== 1)) return own!.kernelFunc(args);
      return tf.tidy(() => inputGradient(dy, filter, attributes));
    },
  });
}

function paddings(shape: readonly number[], filter: readonly number[], { strides, pad }: Attributes) {
  const tuple = (s: readonly number[]) => s as [number, number, number, number];
  return tf.backend_util.computeConv2DInfo(tuple(shape), tuple(filter), strides, 1, pad).padInfo;
}

function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, attributes: Attributes): tf.Tensor {
  const { strides, filterShape } = attributes;
  const { top, bottom, left, right } = paddings(x.shape, filterShape, attributes);
  const around: [number, number][] = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  const images = tf.transpose(tf.pad(x, around), [3, 1, 2, 0]); // [C, H, W, N]
  const filters = tf.transpose(dy, [1, 2, 0, 3]); // [OH, OW, N, O]
  const product = tf.conv2d(images as tf.Tensor4D, filters as tf.Tensor4D, 1, "valid", "NHWC", strides);
  const taps = tf.slice(product, [0, 0, 0, 0], [filterShape[2], filterShape[0], filterShape[1], filterShape[3]]);
  return tf.transpose(taps, [1, 2, 0, 3]);
}

function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, attributes: Attributes): tf.Tensor {
  const [height, width] = filter.shape;
  const { top, bottom, left, right } = paddings(attributes.inputShape, filter.shape, attributes);
  const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D;
  const around: tf.backend_util.ExplicitPadding = [
    [0, 0],
    [height - 1 - top, height - 1 - bottom],
    [width - 1 - left, width - 1 - right],
    [0, 0],
  ];
  return tf.conv2d(dy, turned, 1, around);
}
