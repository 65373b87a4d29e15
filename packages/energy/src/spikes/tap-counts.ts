/**
 * For each input position of a convolution's axis, how many (output, tap) pairs read it: its products along the axis.
 * Positions at a border, or skipped by the stride, have fewer.
 */
export function insideTaps(
  inputs: number,
  outputs: number,
  taps: number,
  stride: number,
  dilation: number,
  padding: number,
): number[] {
  const counts = new Array<number>(inputs).fill(0);
  for (let o = 0; o < outputs; o++) {
    for (let t = 0; t < taps; t++) {
      const at = o * stride + t * dilation - padding;
      if (at >= 0 && at < inputs) counts[at]!++;
    }
  }
  return counts;
}

/** The same for a transposed convolution, which reads `outputs` positions and writes `inputs`: taps that stay inside. */
export function spreadTaps(
  inputs: number,
  outputs: number,
  taps: number,
  stride: number,
  dilation: number,
  padding: number,
): number[] {
  return Array.from({ length: outputs }, (_, o) => {
    const targets = Array.from({ length: taps }, (_, t) => o * stride + t * dilation - padding);
    return targets.filter((at) => at >= 0 && at < inputs).length;
  });
}
