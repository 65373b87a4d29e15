/** How one plane is cut, scaled and mirrored; src/network/plane-resampling.ts writes it in this order. */
// @ts-ignore: decorator
@unmanaged
export class Resampling {
  /** The first sample that is needed. */
  from: usize;
  /** Bytes from one row of the plane to the next. */
  stride: i32;
  /** Values of a row that are needed, counted by channel. */
  values: i32;
  /** Zeros behind them, a multiple of 4: columns may be asked for there, to be multiplied by zero. */
  padding: i32;
  /** Output row y is the sum of the rows from rowFirst[y] on, weighted by rowWeights[y][0 … rowTaps). */
  rowTaps: i32;
  rowFirst: usize;
  rowWeights: usize;
  /** The same for columns; 0 taps: columns stay as they are. Tables have entries for whole vectors of columns. */
  columnTaps: i32;
  columnFirst: usize;
  columnWeights: usize;
  /** Room for one summed row with its padding, f32, and 16 bytes. */
  line: usize;
  /** Room for one output row, f32, and 16 bytes. */
  out: usize;
}
