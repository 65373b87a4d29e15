import { expect, it } from "vitest";
import { fakeVideo } from "../../../accumulate/test/fake-video.js";
import { codedFrame } from "../../../accumulate/test/synthetic-stream.js";
import { readTracedPositions, tracedPositions } from "./traced-frames.js";

/** Decode order; the first two B-frames of the second group are displayed before its I-frame. */
const shown = [
  ["I", 0],
  ["P", 3],
  ["B", 1],
  ["B", 2],
  ["I", 6],
  ["B", 4],
  ["B", 5],
  ["P", 9],
  ["B", 7],
  ["B", 8],
] as const;
const facts = shown.map(([type, displayIndex]) => ({ type, displayIndex }));

it("finds the frames of the types asked for, without those of the group before", () => {
  const open = facts.slice(4);
  expect(tracedPositions(facts.slice(0, 4), "P")).toEqual([1]);
  expect(tracedPositions(facts.slice(0, 4), "P+B")).toEqual([1, 2, 3]);
  expect(tracedPositions(open, "P")).toEqual([3]);
  expect(tracedPositions(open, "B")).toEqual([4, 5]);
  expect(tracedPositions(open, "P+B")).toEqual([3, 4, 5]);
  expect(tracedPositions([], "P")).toEqual([]);
});

it("asks a video's headers where there may be B-frames", async () => {
  const frames = facts.map(({ type, displayIndex }, decodeIndex) => ({
    ...codedFrame(decodeIndex, type === "I" ? "I" : "P", null, null, null),
    type,
    displayIndex,
  }));
  const video = fakeVideo(frames, 16, 16);
  const [, open] = await video.gops();
  const advanced = { ...video, profile: "Advanced Simple@L5" };
  expect(await readTracedPositions(advanced, open!, "P")).toEqual([3]);
  expect(await readTracedPositions(advanced, open!, "P+B")).toEqual([3, 4, 5]);
  expect(await readTracedPositions(video, { ...open!, frameCount: 3 }, "P")).toEqual([1, 2]);
  await expect(readTracedPositions(video, open!, "B")).rejects.toMatchObject({
    _tag: "InvalidOptionError",
    option: "frames",
  });
});
