import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fixture, fixtures, fixtureText } from "./fixtures.js";
import { md5Column, md5sOf } from "./raw-stream.js";

describe.each(fixtures)("%s", (name) => {
  it("is the clip that was recorded", () => {
    const sums = JSON.parse(fixtureText("mpeg4.json")).sha256;
    expect(createHash("sha256").update(fixture(name)).digest("hex")).toBe(sums[`${name}.m4v`]);
  });

  it("decodes to FFmpeg's frames", async () => {
    const expected = md5Column(fixtureText(`${name}.framemd5`));
    expect(expected.length).toBeGreaterThan(5);
    expect(await md5sOf(fixture(name))).toEqual(expected);
  });
});
