import { describe, expect, it } from "vitest";
import { isBitstreamError, TruncatedStreamError } from "../../src/errors.js";
import type { CodedFrame } from "../../src/frame.js";
import { openVideo } from "../../src/index.js";
import { fixture } from "./fixtures.js";
import { byteStream, isFirstSlice, isSlice, type NalUnit, nalUnits } from "./nal-units.js";

const PARTITION_B = 3;
const PARTITION_C = 4;

async function frames(units: readonly NalUnit[]): Promise<CodedFrame[]> {
  const video = await openVideo(byteStream(units));
  const all: CodedFrame[] = [];
  for await (const frame of video.frames({ output: "pictures", onDamage: "skip" })) all.push(frame);
  await video.close();
  return all;
}

/** How many macroblocks of a frame are intact, doubtful and lost. */
function counts({ macroblockDamage }: CodedFrame): number[] {
  return [0, 1, 2].map((condition) => macroblockDamage?.filter((found) => found === condition).length ?? 0);
}

describe("a slice in data partitions (Extended profile)", () => {
  const units = nalUnits(fixture("data-partitions"));

  it.each([
    ["of intra macroblocks", PARTITION_B],
    ["of inter macroblocks", PARTITION_C],
  ])("keeps its vectors where the residual %s is missing, and marks the macroblocks", async (_, type) => {
    const whole = await frames(units);
    const missing = await frames(units.filter((unit) => unit.type !== type));
    expect(missing.map(({ type }) => type)).toEqual(whole.map(({ type }) => type));
    expect(missing.map(({ motion }) => motion?.vectors)).toEqual(whole.map(({ motion }) => motion?.vectors));
    const damaged = missing.filter(({ macroblockDamage }) => macroblockDamage !== null);
    expect(damaged.length).toBeGreaterThan(0);
    for (const frame of damaged) {
      const [intact, doubtful, lost] = counts(frame);
      expect(frame.damage).toBeInstanceOf(TruncatedStreamError);
      expect(doubtful).toBeGreaterThan(0);
      expect(intact! + doubtful!).toBe(12);
      expect(lost).toBe(0);
    }
  });

  it("is refused by default where one is missing", async () => {
    const video = await openVideo(byteStream(units.filter(({ type }) => type !== PARTITION_C)));
    const decoding = async () => {
      for await (const _ of video.frames({ output: "pictures" }));
    };
    const error = await decoding().catch((thrown: unknown) => thrown);
    expect(isBitstreamError(error, "TruncatedStreamError")).toBe(true);
  });
});

it("a redundant slice takes the place of a primary one that is lost, where damage is skipped", async () => {
  const units = nalUnits(fixture("redundant-slices"));
  const whole = await frames(units);
  const slices = units.filter(isSlice);
  expect(slices.every(isFirstSlice)).toBe(true);
  // A picture's redundant slice follows its primary one: without the latter as many frames come, none with a macroblock lost.
  let survived = 0;
  for (const lost of slices.slice(1)) {
    const rest = await frames(units.filter((unit) => unit !== lost));
    if (rest.length === whole.length && rest.every((frame) => counts(frame)[2] === 0)) survived += 1;
  }
  expect(slices.length).toBeGreaterThan(whole.length);
  expect(survived).toBeGreaterThanOrEqual(2 * (slices.length - whole.length));
});
