/** Numbers of a row that are worked on together, so that a tile's sequences stay in the cache. */
export const TILE: i32 = 512;
export const TILE_BYTES: usize = 2048;

/** Four numbers, or the one at `address` where fewer than four are left. */
// @ts-ignore: decorator
@inline
export function get(address: usize, single: bool): v128 {
  return single ? v128.load32_zero(address) : v128.load(address);
}

/** Writes what {@link get} read. */
// @ts-ignore: decorator
@inline
export function put(address: usize, values: v128, single: bool): void {
  if (single) v128.store32_lane(address, values, 0);
  else v128.store(address, values);
}

/** A tile of a parameter that is repeated along the row, `period` numbers long; the tile begins at `from`. */
export function spread(parameter: usize, period: i32, from: i32, tile: usize, size: i32): void {
  let k = from % period;
  for (let i = 0; i < size; i++) {
    store<f32>(tile + (<usize>i << 2), load<f32>(parameter + (<usize>k << 2)));
    if (++k == period) k = 0;
  }
}

/** The transpose of {@link spread}: adds a tile to sums of `period` doubles. */
export function fold(tile: usize, size: i32, from: i32, sums: usize, period: i32): void {
  let k = from % period;
  for (let i = 0; i < size; i++) {
    const at = sums + (<usize>k << 3);
    store<f64>(at, load<f64>(at) + <f64>load<f32>(tile + (<usize>i << 2)));
    if (++k == period) k = 0;
  }
}
