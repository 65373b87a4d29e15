/**
 * Zigzag scan: `ZIGZAG[i]` is the raster index (row * 8 + column) of the i-th coefficient (ISO/IEC 14496-2, Figure 7-5 (c)).
 */
export const ZIGZAG: readonly number[] = zigzag();

function zigzag(): number[] {
  const order: number[] = [];
  for (let diagonal = 0; diagonal < 15; diagonal++) {
    for (let step = 0; step <= diagonal; step++) {
      const row = diagonal % 2 === 0 ? diagonal - step : step;
      const column = diagonal - row;
      if (row < 8 && column < 8) order.push(row * 8 + column);
    }
  }
  return order;
}
