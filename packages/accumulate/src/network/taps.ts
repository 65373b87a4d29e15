/** For each output sample the input samples it is a weighted sum of: `count` of them from `first` on. */
export interface Taps {
  readonly size: number;
  /** 2, or a multiple of 4; weights of samples that are not needed, or not there, are zero. */
  readonly count: number;
  /** `[size]`, rounded up to a multiple of 4 with zeros. */
  readonly first: Int32Array;
  /** `[size, count]`, likewise; rows sum to 1. */
  readonly weights: Float32Array;
}

/**
 * Resampling of the stretch [start, start + extent) of a line of `length` samples to `size` samples: the area average where
 * that shrinks (no aliasing), linear interpolation between sample centres where it enlarges. Samples are [k, k+1) wide.
 * @param mirrored  the output in reverse order
 */
export function makeTaps(length: number, start: number, extent: number, size: number, mirrored = false): Taps {
  const scale = extent / size;
  const count = scale > 1 ? multipleOf4(Math.ceil(scale) + 1) : 2;
  const first = new Int32Array(multipleOf4(size));
  const weights = new Float32Array(multipleOf4(size) * count);
  for (let index = 0; index < size; index++) {
    const out = mirrored ? size - 1 - index : index;
    const from = start + index * scale;
    if (scale > 1) areaTaps(out, from, Math.min(from + scale, length));
    else linearTaps(out, from + scale / 2 - 0.5);
  }
  return { size, count, first, weights };

  function areaTaps(out: number, from: number, to: number): void {
    const begin = Math.max(0, Math.min(Math.floor(from), length - 1));
    first[out] = begin;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const covered = Math.max(0, Math.min(begin + k + 1, to) - Math.max(begin + k, from));
      weights[out * count + k] = covered;
      sum += covered;
    }
    for (let k = 0; k < count; k++) weights[out * count + k]! /= sum;
  }

  function linearTaps(out: number, centre: number): void {
    const at = Math.min(Math.max(centre, 0), length - 1);
    const begin = Math.floor(at);
    first[out] = begin;
    weights[out * count] = 1 - (at - begin);
    weights[out * count + 1] = at - begin;
  }
}

function multipleOf4(value: number): number {
  return (value + 3) & ~3;
}
