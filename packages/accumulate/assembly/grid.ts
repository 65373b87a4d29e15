// A grid of vectors as it lies in memory: `vectors` f32 [rows, columns, 2] in pixels of the plane, `intra` u8 [rows, columns].

/** The column after the last one, from `column` on, whose blocks share the vector and the kind of `column`'s. */
// @ts-ignore: decorator
@inline
export function runEnd(vectors: usize, intra: usize, row: i32, column: i32, columns: i32, visible: i32): i32 {
  const first = row * columns + column;
  const vector = load<u64>(vectors + (<usize>first << 3));
  const kind = load<u8>(intra + first);
  let end = column + 1;
  while (
    end < visible &&
    load<u64>(vectors + (<usize>(row * columns + end) << 3)) == vector &&
    load<u8>(intra + row * columns + end) == kind
  ) {
    end++;
  }
  return end;
}

/**
 * The whole pixel nearest to a position. Halves go up at odd positions in the group and down at even ones: half-pel motion is
 * common, and always rounding one way would let the sampled path drift from the true one by half a pixel a frame.
 */
// @ts-ignore: decorator
@inline
export function nearest(value: f32, up: bool): i32 {
  return up ? <i32>floor<f32>(value + 0.5) : <i32>ceil<f32>(value - 0.5);
}

// @ts-ignore: decorator
@inline
export function clampTo(value: f32, last: f32): f32 {
  return min<f32>(max<f32>(value, 0), last);
}

// @ts-ignore: decorator
@inline
export function ceilDiv(value: i32, by: i32): i32 {
  return (value + by - 1) / by;
}
