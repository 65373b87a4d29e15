import { describe, expect, it } from "vitest";
import type { MotionField } from "./frame.js";
import { motionRows } from "./motion-rows.js";

const COLUMNS = 4;

/** One macroblock of 16 blocks; vector of block i in list l: (10·i + l, −3). */
function macroblock(
  { w, h }: { w: number[]; h: number[] },
  references: number[],
  more: Partial<MotionField> & { lists?: 1 | 2 } = {},
): MotionField {
  const { lists = 1 } = more;
  const vectors = new Int16Array(16 * lists * 2);
  for (let at = 0; at < 16 * lists; at++) vectors.set([10 * Math.floor(at / lists) + (at % lists), -3], 2 * at);
  return {
    columns: COLUMNS,
    rows: 4,
    blockSize: 4,
    unitsPerPixel: 4,
    vectors,
    lists,
    references: Int32Array.from({ length: 16 * lists }, (_, at) => {
      const [block, list] = [Math.floor(at / lists), at % lists];
      const quarter = 2 * Math.floor(block / 8) + Math.floor((block % 4) / 2);
      return references[quarter * lists + list]!;
    }),
    intra: new Uint8Array(16),
    partition: Uint8Array.from({ length: 16 }, (_, i) => w[i % w.length]!),
    partitionHeight: Uint8Array.from({ length: 16 }, (_, i) => h[i % h.length]!),
    ...more,
  };
}

const shown = (motion: MotionField) =>
  motionRows({ motion }).map(
    ({ source, w, h, dst_x, dst_y, motion_x, motion_y, reference }) =>
      `${source} ${w}x${h} (${dst_x}, ${dst_y}) ${motion_x}, ${motion_y} of ${reference}`,
  );

describe("rows of 4×4 blocks", () => {
  it("are one for each partition, with its first vector", () => {
    expect(shown(macroblock({ w: [16], h: [16] }, [5, 5, 5, 5]))).toEqual(["-1 16x16 (8, 8) 0, -3 of 5"]);
    expect(shown(macroblock({ w: [16], h: [8] }, [5, 5, 4, 4]))).toEqual([
      "-1 16x8 (8, 4) 0, -3 of 5",
      "-1 16x8 (8, 12) 80, -3 of 4",
    ]);
    expect(shown(macroblock({ w: [8], h: [16] }, [5, 4, 5, 4]))).toEqual([
      "-1 8x16 (4, 8) 0, -3 of 5",
      "-1 8x16 (12, 8) 20, -3 of 4",
    ]);
  });

  it("have the parts of 8×8 blocks behind all others", () => {
    const [w, h] = [
      [8, 8, 4, 4, 8, 8, 4, 4, 8, 8, 4, 4, 8, 8, 4, 4],
      [8, 8, 8, 8, 8, 8, 8, 8, 4, 4, 4, 4, 4, 4, 4, 4],
    ];
    expect(shown(macroblock({ w: w!, h: h! }, [5, 4, 3, 2]))).toEqual([
      "-1 8x8 (4, 4) 0, -3 of 5",
      "-1 8x8 (12, 4) 20, -3 of 4",
      "-1 8x8 (4, 12) 80, -3 of 3",
      "-1 8x8 (12, 12) 100, -3 of 2",
      "-1 4x8 (10, 4) 20, -3 of 4",
      "-1 4x8 (14, 4) 30, -3 of 4",
      "-1 8x4 (4, 10) 80, -3 of 3",
      "-1 8x4 (4, 14) 120, -3 of 3",
      "-1 4x4 (10, 10) 100, -3 of 2",
      "-1 4x4 (14, 10) 110, -3 of 2",
      "-1 4x4 (10, 14) 140, -3 of 2",
      "-1 4x4 (14, 14) 150, -3 of 2",
    ]);
  });

  it("are those of one list and then of the other, of each that a partition uses", () => {
    const size = { w: [16], h: [8] };
    expect(shown(macroblock(size, [5, -1, 5, -1, 4, 6, 4, 6], { lists: 2 }))).toEqual([
      "-1 16x8 (8, 4) 0, -3 of 5",
      "-1 16x8 (8, 12) 80, -3 of 4",
      "1 16x8 (8, 4) 1, -3 of -1",
      "1 16x8 (8, 12) 81, -3 of 6",
    ]);
    expect(shown(macroblock(size, [5, -1, 5, -1, 4, -1, 4, -1], { lists: 2 }))).toHaveLength(2);
    const quarters = { w: [8], h: [8] };
    const past = [5, -1, 5, -1, 5, -1, 5, -1];
    expect(shown(macroblock(quarters, past, { lists: 2, direct: new Uint8Array(16) }))).toHaveLength(8);
    expect(shown(macroblock(quarters, past, { lists: 2, direct: new Uint8Array(16).fill(3) }))).toHaveLength(4);
  });

  it("double y in field macroblocks of two partitions", () => {
    const fieldPairs = new Uint8Array(16).fill(1);
    const y = (w: number, h: number) =>
      motionRows({ motion: macroblock({ w: [w], h: [h] }, [5, 5, 5, 5], { fieldPairs }) }).map((row) => row.motion_y);
    expect(y(16, 16)).toEqual([-3]);
    expect(y(16, 8)).toEqual([-6, -6]);
    expect(y(8, 16)).toEqual([-6, -6]);
    expect(y(8, 8)).toEqual([-3, -3, -3, -3]);
  });

  it("cut fractions of the source off, and leave intra macroblocks out", () => {
    const [row] = motionRows({ motion: macroblock({ w: [16], h: [16] }, [5, 5, 5, 5], { unitsPerPixel: 4 }) });
    expect(row).toMatchObject({ src_x: 8, src_y: 8, motion_scale: 4 });
    expect(motionRows({ motion: macroblock({ w: [0], h: [0] }, [-1, -1, -1, -1]) })).toEqual([]);
  });
});
