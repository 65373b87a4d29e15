import { mapUnits, type SliceGroups } from "./slice-groups.js";
import type { SliceHeader } from "./slice-header.js";

/**
 * MbToSliceGroupMap of a picture (Rec. ITU-T H.264, 8.2.2.8): the slice group of each macroblock, by its address.
 *
 * @param groups of the slice's picture parameter set
 */
export function macroblockGroups(
  { pps, structure, sliceGroupChangeCycle }: SliceHeader,
  groups: SliceGroups,
): Uint8Array {
  const { sps } = pps;
  const { mbWidth, mbHeight, frameMbsOnly, mbaff } = sps;
  const units = mapUnitGroups(groups, mbWidth, mapUnits(sps), sliceGroupChangeCycle);
  if (frameMbsOnly || structure !== 3) return units;
  const map = new Uint8Array(mbWidth * mbHeight);
  for (let i = 0; i < map.length; i++) {
    map[i] = units[mbaff ? i >> 1 : Math.floor(i / (2 * mbWidth)) * mbWidth + (i % mbWidth)]!;
  }
  return map;
}

/** mapUnitToSliceGroupMap (8.2.2.1 to 8.2.2.7). */
function mapUnitGroups(groups: SliceGroups, width: number, size: number, changeCycle: number): Uint8Array {
  switch (groups.type) {
    case 0:
      return interleaved(groups.runLengths, size);
    case 1:
      return dispersed(groups.count, width, size);
    case 2:
      return foregrounds(groups.rectangles, groups.count, width, size);
    case 6:
      return groups.ids;
    default: {
      const units = Math.min(changeCycle * groups.changeRate, size);
      if (groups.type === 3) return boxOut(groups.changeDirection, units, width, size);
      const upperLeft = groups.changeDirection ? size - units : units;
      return groups.type === 4
        ? rasterScan(groups.changeDirection, upperLeft, size)
        : wipe(groups.changeDirection, upperLeft, width, size);
    }
  }
}

/** 8.2.2.1 */
function interleaved(runLengths: readonly number[], size: number): Uint8Array {
  const map = new Uint8Array(size);
  for (let i = 0, group = 0; i < size; group = (group + 1) % runLengths.length) {
    const run = runLengths[group]!;
    map.fill(group, i, i + run);
    i += run;
  }
  return map;
}

/** 8.2.2.2 */
function dispersed(count: number, width: number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => ((i % width) + ((Math.floor(i / width) * count) >> 1)) % count);
}

/** 8.2.2.3 */
function foregrounds(
  rectangles: readonly (readonly [number, number])[],
  count: number,
  width: number,
  size: number,
): Uint8Array {
  const map = new Uint8Array(size).fill(count - 1);
  for (let group = count - 2; group >= 0; group--) {
    const [topLeft, bottomRight] = rectangles[group]!;
    const left = topLeft % width;
    const right = bottomRight % width;
    for (let y = Math.floor(topLeft / width); y <= Math.floor(bottomRight / width); y++) {
      if (right >= left) map.fill(group, y * width + left, y * width + right + 1);
    }
  }
  return map;
}

/** 8.2.2.4: a box grows around the middle. */
function boxOut(counterClockwise: boolean, units: number, width: number, size: number): Uint8Array {
  const map = new Uint8Array(size).fill(1);
  const height = size / width;
  const direction = counterClockwise ? 1 : 0;
  let x = (width - direction) >> 1;
  let y = (height - direction) >> 1;
  let [left, top, right, bottom] = [x, y, x, y];
  let dx = direction - 1;
  let dy = direction;
  for (let k = 0; k < units; ) {
    const at = y * width + x;
    if (map[at] === 1) {
      map[at] = 0;
      k++;
    }
    if (dx === -1 && x === left) {
      left = Math.max(left - 1, 0);
      x = left;
      [dx, dy] = [0, 2 * direction - 1];
    } else if (dx === 1 && x === right) {
      right = Math.min(right + 1, width - 1);
      x = right;
      [dx, dy] = [0, 1 - 2 * direction];
    } else if (dy === -1 && y === top) {
      top = Math.max(top - 1, 0);
      y = top;
      [dx, dy] = [1 - 2 * direction, 0];
    } else if (dy === 1 && y === bottom) {
      bottom = Math.min(bottom + 1, height - 1);
      y = bottom;
      [dx, dy] = [2 * direction - 1, 0];
    } else {
      x += dx;
      y += dy;
    }
  }
  return map;
}

/** 8.2.2.5 */
function rasterScan(direction: boolean, upperLeft: number, size: number): Uint8Array {
  const map = new Uint8Array(size).fill(direction ? 0 : 1);
  return map.fill(direction ? 1 : 0, 0, upperLeft);
}

/** 8.2.2.6: as a raster scan, by columns. */
function wipe(direction: boolean, upperLeft: number, width: number, size: number): Uint8Array {
  const map = new Uint8Array(size);
  const height = size / width;
  for (let x = 0, k = 0; x < width; x++) {
    for (let y = 0; y < height; y++, k++) map[y * width + x] = k < upperLeft === direction ? 1 : 0;
  }
  return map;
}
