import { describe, expect, it } from "vitest";
import type { DecodedPicture, PictureDecoder } from "../../src/codec.js";
import { isBitstreamError } from "../../src/errors.js";
import { mpeg4 } from "../../src/mpeg4/index.js";
import { fixture, fixtures } from "./fixtures.js";
import { decodeDamaged, mutate, seeded } from "./mutations.js";
import { accessUnits, frameNumber } from "./raw-stream.js";

describe.each(fixtures)("damage to %s", (name) => {
  const bytes = fixture(name);

  it("a packet cut anywhere is an error with its frame, never a picture", async () => {
    const headers = mpeg4.readHeaders(bytes);
    const decoder = await mpeg4.createDecoder(headers, { output: "pictures", residual: "coded" });
    const [key, inter] = accessUnits(bytes);
    const good = decoder.decode(key!, [frameNumber(0)])[0] as DecodedPicture;
    expect(good.type).toBe("I");
    let errors = 0;
    for (const unit of [key!, inter!]) {
      // The last two bytes may be stuffing.
      for (let length = 0; length < unit.data.length - 2; length += 3) {
        decoder.decode(key!, [frameNumber(0)]);
        try {
          const pictures = decoder.decode({ ...unit, data: unit.data.subarray(0, length) }, [frameNumber(7)]);
          expect(pictures).toEqual([]);
        } catch (error) {
          if (!isBitstreamError(error)) throw error;
          expect(error.where.frame).toBe(7);
          expect(error.where.bit).toBeLessThanOrEqual(length * 8);
          errors += 1;
        }
      }
    }
    expect(errors).toBeGreaterThan(50);
    // The decoder still works.
    expect(decoder.decode(key!, [frameNumber(0)])[0]!.picture).toEqual(good.picture);
  });

  it("changed bits and bytes end in typed errors or pictures", async () => {
    const random = seeded(20_251_121);
    const decoders = new Map<string, PictureDecoder>();
    let pictures = 0;
    let errors = 0;
    for (let round = 0; round < 150; round++) {
      const output = (["pictures", "compressed", "motion"] as const)[round % 3]!;
      const outcome = await decodeDamaged(mutate(bytes, random), { output, residual: "coded" }, decoders);
      pictures += outcome.pictures;
      errors += outcome.errors;
    }
    expect(pictures).toBeGreaterThan(100);
    expect(errors).toBeGreaterThan(50);
  });
});
