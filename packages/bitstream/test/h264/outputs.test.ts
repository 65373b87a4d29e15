import { describe, expect, it } from "vitest";
import { openVideo } from "../../src/index.js";
import { outputDifferences } from "../mpeg4/random/outputs-agree.js";
import { fixture, fixtures } from "./fixtures.js";

describe.each(fixtures)("%s", (name) => {
  it("has the same vectors, residuals and I-frames in every output", async () => {
    expect(await outputDifferences(fixture(name))).toEqual([]);
  });
});

it("an intra field and one that is predicted from it are an I-frame, with pixels in every output that has any, and vectors", async () => {
  for (const output of ["compressed", "pictures"] as const) {
    const video = await openVideo(fixture("fields-temporal"));
    const { value } = await video.frames({ output, to: 1 })[Symbol.asyncIterator]().next();
    expect([value.type, value.keyFrame, value.residual]).toEqual(["I", true, null]);
    expect(value.motion.references.some((reference: number) => reference === value.displayIndex)).toBe(true);
    expect(value.picture).not.toBeNull();
    await video.close();
  }
});
