import type { MotionField } from "@cvar/bitstream";
import { expect, it } from "vitest";
import { arrowsSvg } from "./arrows.js";

const field = (vectors: number[], partition: number[]): MotionField => ({
  columns: 2,
  rows: 2,
  blockSize: 8,
  unitsPerPixel: 2,
  lists: 1,
  vectors: Int16Array.from(vectors),
  references: new Int32Array(4),
  intra: new Uint8Array(4),
  partition: Uint8Array.from(partition),
});

it("draws one arrow per partition, from the source to the block", () => {
  const one = arrowsSvg(field([8, 0, 8, 0, 8, 0, 8, 0], [16, 16, 16, 16]), 16, 16);
  expect(one).toContain("M12 8L8 8");
  expect(one.match(/M12 8/g)).toHaveLength(1);
  const four = arrowsSvg(field([8, 0, 8, 0, 0, 0, 8, 0], [8, 8, 8, 8]), 16, 16);
  expect(four.match(/M\d+ \d+L\d+ \d+M/g)).toHaveLength(3);
});

it("draws nothing for intra and resting blocks", () => {
  expect(arrowsSvg(field([0, 0, 1, 0, 8, 0, 8, 0], [8, 8, 0, 0]), 16, 16)).toContain('d=""');
});
