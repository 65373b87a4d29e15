/** A macroblock of a made-up picture. */
export interface MadeMacroblock {
  /** A field macroblock of an MBAFF frame. */
  readonly field: boolean;
  readonly intra: boolean;
  /** Reference index of each 8×8 block; −1: none. */
  readonly references: readonly number[];
  /** Of each 4×4 block, in raster order. */
  readonly vectors: readonly (readonly [number, number])[];
  readonly counts: readonly number[];
  readonly modes: readonly number[];
}

/** Where the current macroblock is: column and row of storage, in which pairs of MBAFF frames and fields' lines take turns. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly field: boolean;
  readonly kind: "frame" | "field" | "mbaff";
}

/** The macroblock that covers a sample, and the sample in it; `own`: the current one. */
export type Location = { own: true; x: number; y: number } | { own: false; mb: MadeMacroblock; x: number; y: number };

type Get = (x: number, y: number) => MadeMacroblock | undefined;

/**
 * Derivation process for neighbouring locations (Rec. ITU-T H.264, 6.4.12), sample by sample: what the decoder's rows of blocks are
 * compared with. Null: not available.
 */
export function locate(place: Place, get: Get, xN: number, yN: number, size: number): Location | null {
  if (xN >= 0 && xN < size && yN >= 0) return { own: true, x: xN, y: yN };
  if (xN >= size && yN >= 0) return null;
  const found = place.kind === "mbaff" ? inPairs(place, get, xN, yN, size) : inRows(place, get, xN, yN, size);
  if (!found?.mb) return null;
  return { own: false, mb: found.mb, x: (xN + size) % size, y: (found.yM + size) % size };
}

interface Found {
  readonly mb: MadeMacroblock | undefined;
  readonly yM: number;
}

/** 6.4.12.1 */
function inRows({ x, y, kind }: Place, get: Get, xN: number, yN: number, size: number): Found {
  const column = xN < 0 ? x - 1 : xN >= size ? x + 1 : x;
  return { mb: get(column, yN < 0 ? y - (kind === "field" ? 2 : 1) : y), yM: yN };
}

/** 6.4.12.2, Table 6-4 */
function inPairs({ x, y, field }: Place, get: Get, xN: number, yN: number, size: number): Found | null {
  const bottom = y % 2;
  const pair = (column: number, row: number) => {
    const top = get(column, row);
    const second = get(column, row + 1);
    return top && second ? ([top, second] as const) : null;
  };
  const pairY = y - bottom;
  if (yN < 0) {
    const column = xN < 0 ? x - 1 : xN >= size ? x + 1 : x;
    if (!field && bottom === 1) {
      if (column === x) return { mb: get(x, y - 1), yM: yN };
      const left = column < x ? pair(column, pairY) : null;
      if (!left) return null;
      return left[0].field ? { mb: left[1], yM: (size + yN) >> 1 } : { mb: left[0], yM: yN };
    }
    const above = pair(column, pairY - 2);
    if (!above) return null;
    if (!field || bottom === 1) return { mb: above[1], yM: yN };
    return above[0].field ? { mb: above[0], yM: yN } : { mb: above[1], yM: 2 * yN };
  }
  const left = pair(x - 1, pairY);
  if (!left) return null;
  if (left[0].field === field) return { mb: left[bottom as 0 | 1], yM: yN };
  if (!field) return { mb: left[(yN % 2) as 0 | 1], yM: (yN + bottom * size) >> 1 };
  return yN < size / 2 ? { mb: left[0], yM: 2 * yN + bottom } : { mb: left[1], yM: 2 * yN + bottom - size };
}
