import { expect, it } from "vitest";
import type { DecodedPicture, DecoderOptions } from "../../src/codec.js";
import { mpeg4 } from "../../src/mpeg4/index.js";
import { join } from "./bit-writer.js";
import { fixture, fixtures } from "./fixtures.js";
import { accessUnits, decodeRaw, frameNumber } from "./raw-stream.js";

const options: DecoderOptions = { output: "pictures", residual: "coded" };

async function owned(name: (typeof fixtures)[number]): Promise<DecodedPicture[]> {
  const pictures: DecodedPicture[] = [];
  for await (const picture of decodeRaw(fixture(name), options)) pictures.push(picture);
  return pictures;
}

it.each(fixtures)("borrowed arrays of %s hold the same until the next picture", async (name) => {
  const expected = await owned(name);
  let n = 0;
  let previous: DecodedPicture | null = null;
  for await (const picture of decodeRaw(fixture(name), { ...options, arrays: "borrowed" })) {
    expect(picture).toEqual(expected[n]);
    if (previous) expect(picture.picture!.y.buffer).toBe(previous.picture!.y.buffer);
    previous = picture;
    n += 1;
  }
  expect(n).toBe(expected.length);
});

it("several pictures of one packet do not share their arrays", async () => {
  const bytes = fixture("mpeg4-odd-size");
  const units = accessUnits(bytes).slice(0, 3);
  const packet = { ...units[0]!, data: join(...units.map(({ data }) => data)) };
  const decoder = await mpeg4.createDecoder(mpeg4.readHeaders(bytes), { ...options, arrays: "borrowed" });
  expect(decoder.decode(packet, [0, 1, 2].map(frameNumber))).toEqual((await owned("mpeg4-odd-size")).slice(0, 3));
});
