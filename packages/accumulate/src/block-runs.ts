/** Equal neighbouring blocks of one block row: pixels x0 ≤ x < x1, y0 ≤ y < y1, clipped to the plane. */
export interface BlockRun {
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  /** Vector in pixels of this plane: source = position + vector. Zero where intra. */
  vx: number;
  vy: number;
  intra: boolean;
}

/** One vector per square block, in pixels of the plane that the grid lies on. */
export interface VectorGrid {
  readonly columns: number;
  readonly rows: number;
  /** Pixels per block side. */
  readonly blockSize: number;
  /** `[rows, columns, 2]` as (x, y), pixels. */
  readonly vectors: Float32Array;
  /** `[rows, columns]`. */
  readonly intra: Uint8Array;
}

/**
 * Calls `visit` once for each horizontal run of blocks with one vector, so that inner loops copy whole rows.
 * The run object is reused between calls.
 */
export function forEachRun(grid: VectorGrid, width: number, height: number, visit: (run: BlockRun) => void): void {
  const { columns, rows, blockSize, vectors, intra } = grid;
  const run: BlockRun = { x0: 0, x1: 0, y0: 0, y1: 0, vx: 0, vy: 0, intra: false };
  const visibleRows = Math.min(rows, Math.ceil(height / blockSize));
  const visibleColumns = Math.min(columns, Math.ceil(width / blockSize));
  for (let row = 0; row < visibleRows; row++) {
    run.y0 = row * blockSize;
    run.y1 = Math.min(run.y0 + blockSize, height);
    let column = 0;
    while (column < visibleColumns) {
      const first = row * columns + column;
      const start = column;
      const vx = vectors[2 * first]!;
      const vy = vectors[2 * first + 1]!;
      const kind = intra[first]!;
      do column++;
      while (
        column < visibleColumns &&
        vectors[2 * (row * columns + column)] === vx &&
        vectors[2 * (row * columns + column) + 1] === vy &&
        intra[row * columns + column] === kind
      );
      run.x0 = start * blockSize;
      run.x1 = Math.min(column * blockSize, width);
      run.vx = vx;
      run.vy = vy;
      run.intra = kind !== 0;
      visit(run);
    }
  }
}
