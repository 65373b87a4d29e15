/**
 * A first convolution's kernel for another number of input channels: w'[c] = Σ_i w[i] / channels at every tap and filter.
 *
 * Every new channel gets the mean over the old ones (Wang et al., Temporal Segment Networks, cross-modality pre-training),
 * times old / new channels: an input that is equal in all channels gives the response that it gave.
 *
 * @param kernel  HWIO
 * @param shape  its shape
 * @param channels  input channels wanted
 * @returns HWIO with `channels` for I
 */
export function inflateChannels(kernel: Float32Array, shape: readonly number[], channels: number): Float32Array {
  const [height, width, inputs, filters] = shape as [number, number, number, number];
  const result = new Float32Array(height * width * channels * filters);
  for (let tap = 0; tap < height * width; tap++) {
    for (let f = 0; f < filters; f++) {
      let sum = 0;
      for (let i = 0; i < inputs; i++) sum += kernel[(tap * inputs + i) * filters + f]!;
      for (let c = 0; c < channels; c++) result[(tap * channels + c) * filters + f] = sum / channels;
    }
  }
  return result;
}

/** Most input channels that a first layer is known by: pictures, with an alpha channel at most. */
const PICTURE_CHANNELS = 4;

/** True if the HWIO shapes differ in the input channels alone, and the file's are those of a picture. */
export function inflatable(actual: readonly number[], expected: readonly number[]): boolean {
  const same =
    actual.length === 4 && expected.length === 4 && [0, 1, 3].every((axis) => actual[axis] === expected[axis]);
  return same && actual[2]! >= 1 && actual[2]! <= PICTURE_CHANNELS && actual[2] !== expected[2];
}
