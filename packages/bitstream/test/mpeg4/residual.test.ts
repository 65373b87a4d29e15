import { describe, expect, it } from "vitest";
import type { DecodedPicture, DecoderOptions } from "../../src/codec.js";
import { fixture, fixtures } from "./fixtures.js";
import { decodeRaw } from "./raw-stream.js";

async function all(name: (typeof fixtures)[number], options: DecoderOptions): Promise<DecodedPicture[]> {
  const pictures: DecodedPicture[] = [];
  for await (const picture of decodeRaw(fixture(name), options)) pictures.push(picture);
  return pictures;
}

const PLANES = ["y", "cb", "cr"] as const;
const clip = (value: number) => Math.min(255, Math.max(0, value));

describe.each(fixtures)("residuals and motion of %s", (name) => {
  it("prediction + coded residual, clipped, is the picture", async () => {
    const coded = await all(name, { output: "pictures", residual: "coded" });
    const reconstructed = await all(name, { output: "pictures", residual: "reconstructed" });
    let nonZero = 0;
    let intraBlocks = 0;
    for (const [n, { type, picture, residual, motion }] of coded.entries()) {
      expect(residual === null).toBe(type === "I");
      expect(motion === null).toBe(type === "I");
      if (type === "I") continue;
      intraBlocks += motion!.intra.filter(Boolean).length;
      for (const plane of PLANES) {
        const decoded = reconstructed[n]!.picture![plane];
        const difference = reconstructed[n]!.residual![plane];
        expect(decoded).toEqual(picture![plane]);
        // What was predicted is 0 where the block is intra.
        const rebuilt = decoded.map((pixel, i) => clip(pixel - difference[i]! + residual![plane][i]!));
        expect(rebuilt).toEqual(picture![plane]);
        for (const value of residual![plane]) nonZero += value === 0 ? 0 : 1;
      }
    }
    expect(nonZero).toBeGreaterThan(100);
    if (name === "mpeg4-packets") expect(intraBlocks).toBeGreaterThan(0);
  });

  it('"compressed" gives the same vectors, residuals and I-pictures without reconstruction', async () => {
    const pictures = await all(name, { output: "pictures", residual: "coded" });
    const compressed = await all(name, { output: "compressed", residual: "coded" });
    expect(compressed.length).toBe(pictures.length);
    for (const [n, frame] of compressed.entries()) {
      const { type, motion, residual, picture } = pictures[n]!;
      expect(frame.motion).toEqual(motion);
      expect(frame.residual).toEqual(residual);
      expect(frame.picture).toEqual(type === "I" ? picture : null);
    }
  });

  it('"motion" gives the same vectors and nothing else', async () => {
    const pictures = await all(name, { output: "pictures", residual: "none" });
    const motion = await all(name, { output: "motion", residual: "coded" });
    expect(motion.map((frame) => frame.motion)).toEqual(pictures.map((frame) => frame.motion));
    for (const { residual, picture } of motion) expect([residual, picture]).toEqual([null, null]);
  });

  it.skipIf(name === "mpeg4-bidirectional")("vectors refer to the picture before, intra blocks to none", async () => {
    for (const [n, { motion }] of (await all(name, { output: "motion", residual: "none" })).entries()) {
      if (motion === null) continue;
      expect(motion.vectors.length).toBe(motion.rows * motion.columns * 2);
      for (let i = 0; i < motion.intra.length; i++) {
        expect(motion.references[i]).toBe(motion.intra[i] ? -1 : n - 1);
        expect(motion.partition[i]).toBe(motion.intra[i] ? 0 : motion.partition[i] === 8 ? 8 : 16);
      }
    }
  });
});
