import { type MotionField, motionRows } from "@cvar/bitstream";
import fc from "fast-check";
import { expect, it } from "vitest";
import { wholeDisplacements } from "./whole-displacements.js";

const vector = fc.integer({ min: -70, max: 70 });
const macroblock = fc.record({
  kind: fc.constantFrom("intra", "one", "four", "fields"),
  vectors: fc.array(vector, { minLength: 8, maxLength: 8 }),
  forgotten: fc.boolean(),
});

it("is what the rows that FFmpeg exports say: 16×16, 8×8 and field partitions, forgotten vectors, intra", () => {
  const fields = fc.record({
    across: fc.integer({ min: 1, max: 3 }),
    macroblocks: fc.array(macroblock, { minLength: 6, maxLength: 6 }),
    unitsPerPixel: fc.constantFrom(2, 4),
    interlaced: fc.boolean(),
  });
  fc.assert(
    fc.property(fields, ({ across, macroblocks, unitsPerPixel, interlaced }) => {
      const columns = 2 * across;
      const rows = 2 * Math.floor(6 / across);
      const blocks = columns * rows;
      const field = {
        ...{ columns, rows, unitsPerPixel, blockSize: 8, lists: 1 as const },
        vectors: new Int16Array(blocks * 2),
        references: new Int32Array(blocks),
        intra: new Uint8Array(blocks),
        partition: new Uint8Array(blocks),
        fieldPrediction: new Uint8Array(blocks),
        forgotten: [] as number[],
      } satisfies MotionField;
      for (let m = 0; m < blocks / 4; m++) {
        const { kind, vectors, forgotten } = macroblocks[m]!;
        for (let b = 0; b < 4; b++) {
          const block = (2 * Math.floor(m / across) + (b >> 1)) * columns + 2 * (m % across) + (b & 1);
          const isField = kind === "fields" && interlaced;
          // A macroblock with one vector has it in all blocks; one with fields has a field's in each row of blocks.
          const own = kind === "four" ? b : isField ? b >> 1 : 0;
          field.partition[block] = kind === "intra" ? 0 : kind === "four" ? 8 : 16;
          if (kind === "intra") [field.intra[block], field.references[block]] = [1, -1];
          else field.vectors.set(vectors.slice(2 * own, 2 * own + 2), 2 * block);
          if (isField) field.fieldPrediction[block] = 1;
          if (kind === "four" && b === 3 && forgotten) field.forgotten.push(block);
        }
      }
      const expected = new Int16Array(blocks * 2);
      for (const { dst_x, dst_y, src_x, src_y, w, h } of motionRows({ motion: field })) {
        for (let y = dst_y - h / 2; y < dst_y + h / 2; y += 8) {
          for (let x = dst_x - w / 2; x < dst_x + w / 2; x += 8)
            expected.set([dst_x - src_x, dst_y - src_y], 2 * ((y / 8) * columns + x / 8));
        }
      }
      expect(Array.from(wholeDisplacements(field))).toEqual(Array.from(expected));
    }),
  );
});
