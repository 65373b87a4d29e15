import type { ScalingLists } from "./scaling-lists.js";

/** Bytes of the twelve lists one behind the other. */
export const SCALING_BYTES = 6 * 16 + 6 * 64;

/** Scaling lists are coded along the zig-zag scan of frames (8.5.6, 8.5.7): puts them in raster order. */
export function writeScalingLists(bytes: Uint8Array, lists: ScalingLists): void {
  let at = 0;
  for (const list of lists) {
    const size = list.length === 16 ? 4 : 8;
    for (const [i, place] of zigZag(size).entries()) bytes[at + place] = list[i]!;
    at += list.length;
  }
}

const scans = new Map<number, readonly number[]>();

/** Raster positions along the zig-zag scan: diagonal by diagonal, every other one upwards. */
function zigZag(size: number): readonly number[] {
  const known = scans.get(size);
  if (known) return known;
  const scan: number[] = [];
  for (let diagonal = 0; diagonal < 2 * size - 1; diagonal++) {
    for (let i = 0; i <= diagonal; i++) {
      const [x, y] = diagonal % 2 === 0 ? [i, diagonal - i] : [diagonal - i, i];
      if (x < size && y < size) scan.push(y * size + x);
    }
  }
  scans.set(size, scan);
  return scan;
}
