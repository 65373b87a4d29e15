// The blocks of a frame as they lie in memory, and what they refer to.

/** Second source of a block that follows the frame's global motion. */
export const GLOBAL: u32 = 254;
/** No source. A block whose first source is none is intra-coded. */
export const NONE: u32 = 255;

/** One or two vectors per square block. The lines firstLine, firstLine + lineStep, … of the plane follow them. */
// @ts-ignore: decorator
@unmanaged
export class Grid {
  /** f32 [rows, columns, 2], (x, y) in pixels of the plane: source = position + vector. */
  vectors: usize;
  /** The same for the second prediction of blocks that have two. */
  second: usize;
  /** u8 [rows, columns, 2]: the number of each prediction's reference. */
  sources: usize;
  columns: i32;
  rows: i32;
  blockSize: i32;
  firstLine: i32;
  lineStep: i32;
}

/** What is known of a frame referred to: addresses of its Π and Δ; how many frames it is away. */
// @ts-ignore: decorator
@unmanaged
export class Reference {
  motion: usize;
  y: usize;
  cb: usize;
  cr: usize;
  distance: i32;
}

// @ts-ignore: decorator
@inline
export function referenceAt(references: usize, source: u32): Reference {
  return changetype<Reference>(references + <usize>source * offsetof<Reference>());
}

/** The sources of a block: the first in the low byte, the second in the high one. */
// @ts-ignore: decorator
@inline
export function sourcesAt(grid: Grid, block: i32): u32 {
  return <u32>load<u16>(grid.sources + (<usize>block << 1));
}

// @ts-ignore: decorator
@inline
export function isIntra(sources: u32): bool {
  return (sources & 255) == NONE;
}

// @ts-ignore: decorator
@inline
export function isGlobal(sources: u32): bool {
  return sources >> 8 == GLOBAL;
}

// @ts-ignore: decorator
@inline
export function isBidirectional(sources: u32): bool {
  return sources >> 8 < GLOBAL;
}

/** The column after the last one, from `column` on, whose blocks share `column`'s vectors and sources. */
// @ts-ignore: decorator
@inline
export function runEnd(grid: Grid, row: i32, column: i32, visible: i32): i32 {
  const vectors = grid.vectors;
  const all = grid.sources;
  const first = row * grid.columns + column;
  const last = first - column + visible;
  const sources = sourcesAt(grid, first);
  const vector = load<u64>(vectors + (<usize>first << 3));
  let block = first + 1;
  if (isBidirectional(sources)) {
    const other = load<u64>(grid.second + (<usize>first << 3));
    while (
      block < last &&
      load<u64>(vectors + (<usize>block << 3)) == vector &&
      load<u64>(grid.second + (<usize>block << 3)) == other &&
      sourcesAt(grid, block) == sources
    ) {
      block++;
    }
  } else {
    while (
      block < last &&
      load<u64>(vectors + (<usize>block << 3)) == vector &&
      <u32>load<u16>(all + (<usize>block << 1)) == sources
    ) {
      block++;
    }
  }
  return column + block - first;
}

/** The first line ≥ y that follows the grid. */
// @ts-ignore: decorator
@inline
export function lineFrom(grid: Grid, y: i32): i32 {
  return grid.lineStep == 1 ? y : y + ((y + grid.firstLine) & 1);
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
export function clampIndex(value: i32, size: i32): i32 {
  return min(max(value, 0), size - 1);
}

// @ts-ignore: decorator
@inline
export function ceilDiv(value: i32, by: i32): i32 {
  return (value + by - 1) / by;
}
