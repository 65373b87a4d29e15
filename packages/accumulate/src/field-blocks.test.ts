import type { CodedFrame, MotionField, Picture } from "@cvar/bitstream";
import { expect, it } from "vitest";
import { createAccumulator } from "./accumulator.js";
import { inHalves } from "./chroma-halves.js";
import { fieldBlocks } from "./field-blocks.js";

it("finds the lines of a field of H.264 in one macroblock of their pair", () => {
  const fieldPairs = new Uint8Array(4 * 16);
  fieldPairs.fill(1, 0, 16); // the top field's macroblock of the first pair
  fieldPairs.fill(3, 16, 32); // the bottom field's
  const field = { columns: 4, rows: 16, blockSize: 4, fieldPairs } as unknown as MotionField;
  const rows = (line: 0 | 1) =>
    Array.from({ length: 10 }, (_, row) => {
      const { source, bits } = fieldBlocks(field, line)!(4 * row + 1);
      return `${(source - 1) / 4}:${bits}`;
    });
  expect(rows(0)).toEqual(["0:1", "0:1", "1:1", "1:1", "2:1", "2:1", "3:1", "3:1", "8:0", "9:0"]);
  expect(rows(1)).toEqual(["4:3", "4:3", "5:3", "5:3", "6:3", "6:3", "7:3", "7:3", "8:0", "9:0"]);
  expect(fieldBlocks({ ...field, fieldPairs: null }, 0)).toBeNull();
});

/** A grey I-frame of 16×16, 4:4:4. */
function still(y: number, displayIndex: number, keyFrame: boolean): CodedFrame {
  const plane = (value: number) => new Uint8Array(256).fill(value);
  const size = { width: 16, height: 16, chromaWidth: 16, chromaHeight: 16 };
  const picture: Picture = { ...size, y: plane(y), cb: plane(128), cr: plane(130) };
  const numbers = { decodeIndex: displayIndex, displayIndex, timestamp: 0, byteOffset: 0, byteLength: 1 };
  const nothing = { motion: null, residual: null, damage: null, macroblockDamage: null };
  return { type: "I", keyFrame, reference: true, shown: true, ...numbers, ...nothing, picture };
}

it("traces an I-frame in the middle of a group as intra blocks, and 4:4:4 as 4:2:0", () => {
  const accumulator = createAccumulator({ width: 16, height: 16 });
  accumulator.start(still(100, 0, true));
  const { motion, planes, origin } = accumulator.push(still(107, 1, false));
  expect([origin, new Set(motion), new Set(planes!.y), planes!.cb.length]).toEqual([0, new Set([0]), new Set([7]), 64]);
  expect(() => accumulator.push(still(107, 2, true))).toThrow("begins a group");
  expect(inHalves(still(1, 0, true).picture!)).toMatchObject({ chromaWidth: 8, chromaHeight: 8 });
});
