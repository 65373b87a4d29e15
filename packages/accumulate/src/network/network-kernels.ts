type Sums = (...addressesAndSizes: number[]) => void;

/** What assembly/network exports; arrays are byte offsets into the kernels' memory. */
export interface NetworkKernels {
  /** (from, to, stride, begin, end, size, count, first, weights) */
  readonly sumRowsF32: Sums;
  readonly sumRowsI16: Sums;
  readonly sumRowsU8: Sums;
  /** (from, to, rows, stride, size, padded, count, first, weights) */
  readonly sumColumns: Sums;
  readonly sumPairColumns: Sums;
  toColours(y: number, cb: number, cr: number, to: number, pixels: number, table: number): void;
  toVectors(from: number, to: number, pixels: number, scaleX: number, scaleY: number): void;
}
