/**
 * A first convolution's kernel for another number of input channels: w'[o, c] = Σ_i w[o, i] / channels.
 *
 * Every new channel gets the mean over the old ones (Wang et al., Temporal Segment Networks, cross-modality pre-training),
 * times old / new channels: an input that is equal in all channels gives the response that it gave.
 *
 * @param kernel  OIHW
 * @param shape  its shape
 * @param channels  input channels wanted
 * @returns OIHW with `channels` for I
 */
export function inflateChannels(kernel: Float32Array, shape: readonly number[], channels: number): Float32Array {
  const [outputs, inputs, height, width] = shape as [number, number, number, number];
  const area = height * width;
  const result = new Float32Array(outputs * channels * area);
  for (let o = 0; o < outputs; o++) {
    for (let at = 0; at < area; at++) {
      let sum = 0;
      for (let i = 0; i < inputs; i++) sum += kernel[(o * inputs + i) * area + at]!;
      for (let c = 0; c < channels; c++) result[(o * channels + c) * area + at] = sum / channels;
    }
  }
  return result;
}

/** Most input channels that a first layer is known by: pictures, with an alpha channel at most. */
const PICTURE_CHANNELS = 4;

/** True if the OIHW shapes differ in the input channels alone, and the file's are those of a picture. */
export function inflatable(actual: readonly number[], expected: readonly number[]): boolean {
  const same =
    actual.length === 4 && expected.length === 4 && [0, 2, 3].every((axis) => actual[axis] === expected[axis]);
  return same && actual[1]! >= 1 && actual[1]! <= PICTURE_CHANNELS && actual[1] !== expected[1];
}
