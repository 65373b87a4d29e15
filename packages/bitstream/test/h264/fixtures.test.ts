import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { openVideo } from "../../src/index.js";
import { frameMd5s, readFrameMd5 } from "../reference.js";
import { fixture, fixtureMd5s, fixtures, recorded } from "./fixtures.js";

it("every stream is recorded", () => {
  expect([...fixtures].sort()).toEqual(Object.keys(recorded).sort());
});

describe.each(fixtures)("%s", (name) => {
  const { exercises, sha256, frames } = recorded[name]!;

  it("is the stream that was recorded", () => {
    expect(createHash("sha256").update(fixture(name)).digest("hex")).toBe(sha256);
  });

  it(`decodes to the frames of ${frames}: ${exercises}`, async () => {
    const expected = readFrameMd5(fixtureMd5s(name));
    expect(expected.length).toBeGreaterThan(1);
    const video = await openVideo(fixture(name));
    expect(video.codec).toBe("h264");
    expect(await frameMd5s(video)).toEqual(expected);
    await video.close();
  });
});
