/** One spatial axis of a convolution. */
export interface PlainAxis {
  readonly extent: number;
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: "same" | "valid" | number;
}

/** Output extent and zeros in front, by TensorFlow's rules. */
export function reach({ extent, taps, stride, dilation, padding }: PlainAxis): { outputs: number; before: number } {
  const span = (taps - 1) * dilation + 1;
  if (padding === "same") {
    const outputs = Math.ceil(extent / stride);
    return { outputs, before: Math.floor(Math.max((outputs - 1) * stride + span - extent, 0) / 2) };
  }
  const zeros = padding === "valid" ? 0 : padding;
  return { outputs: Math.floor((extent + 2 * zeros - span) / stride) + 1, before: zeros };
}

/** Every combination of positions along axes. */
function* positions(extents: readonly number[]): Generator<number[]> {
  const total = extents.reduce((n, extent) => n * extent, 1);
  for (let index = 0; index < total; index++) {
    let rest = index;
    const at = extents.map(() => 0);
    for (let axis = extents.length - 1; axis >= 0; axis--) {
      at[axis] = rest % extents[axis]!;
      rest = Math.floor(rest / extents[axis]!);
    }
    yield at;
  }
}

/**
 * Products of a convolution whose factor from the input is a spike, one by one: every output position, filter, tap and
 * channel of the filter's group.
 *
 * @param spikes  row-major [batch, …extents, channels]
 */
export function plainConvolution(
  spikes: ArrayLike<number>,
  batch: number,
  axes: readonly PlainAxis[],
  channels: number,
  filters: number,
  groups = 1,
): number {
  const reached = axes.map(reach);
  let count = 0;
  for (let n = 0; n < batch; n++)
    for (const output of positions(reached.map(({ outputs }) => outputs)))
      for (const tap of positions(axes.map(({ taps }) => taps))) {
        const at = axes.map(({ stride, dilation }, i) => output[i]! * stride + tap[i]! * dilation - reached[i]!.before);
        if (at.some((position, i) => position < 0 || position >= axes[i]!.extent)) continue;
        const base = at.reduce((index, position, i) => index * axes[i]!.extent + position, n) * channels;
        for (let f = 0; f < filters; f++) {
          const group = Math.floor((f * groups) / filters);
          for (let c = 0; c < channels / groups; c++) if (spikes[base + (group * channels) / groups + c] === 1) count++;
        }
      }
  return count;
}

/** The same of a transposed convolution: every input position spreads its taps over the output. */
export function plainTransposed(
  spikes: ArrayLike<number>,
  batch: number,
  axes: readonly (PlainAxis & { readonly outputs: number; readonly before: number })[],
  channels: number,
  filters: number,
): number {
  let count = 0;
  for (let n = 0; n < batch; n++)
    for (const at of positions(axes.map(({ extent }) => extent))) {
      const base = at.reduce((index, position, i) => index * axes[i]!.extent + position, n) * channels;
      for (const tap of positions(axes.map(({ taps }) => taps))) {
        const to = axes.map(({ stride, before }, i) => at[i]! * stride + tap[i]! - before);
        if (to.some((position, i) => position < 0 || position >= axes[i]!.outputs)) continue;
        for (let c = 0; c < channels; c++) if (spikes[base + c] === 1) count += filters;
      }
    }
  return count;
}

/** Products of a matrix product whose named factors are all spikes. */
export function plainProduct(
  a: (i: number, k: number) => number,
  b: (k: number, j: number) => number,
  [rows, inner, columns]: readonly [number, number, number],
  spiking: { readonly a: boolean; readonly b: boolean },
): number {
  let count = 0;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      for (let k = 0; k < inner; k++) if ((!spiking.a || a(i, k) === 1) && (!spiking.b || b(k, j) === 1)) count++;
  return count;
}
