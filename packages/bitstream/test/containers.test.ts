import { describe, expect, it } from "vitest";
import { openVideo } from "../src/index.js";
import { memorySource } from "../src/source/memory.js";
import { openFrom } from "../src/video.js";
import { clips, damage, random, survive } from "./containers-fuzz.js";
import { fakeCodecs } from "./fake-codec.js";

const FRAMES = 14;
/** Far above what the clips need: only a hang or a blow-up reaches it. */
const SLOW_MS = 5000;

describe.each(clips)("$name", ({ name, bytes }) => {
  it("gives fewer frames and a typed error wherever it is cut off", async () => {
    const open = (length: number) => () => openFrom(memorySource(bytes.slice(0, length)), fakeCodecs);
    expect((await survive(open(bytes.length), "stop")).frames).toBe(FRAMES);
    let looksComplete = 0;
    for (let length = 0; length < bytes.length; length++) {
      const { frames, error, milliseconds } = await survive(open(length), "stop");
      expect(frames).toBeLessThanOrEqual(FRAMES);
      expect(milliseconds).toBeLessThan(SLOW_MS);
      if (frames < FRAMES && error === null) looksComplete++;
    }
    // A fragmented file that ends between two boxes, and a raw stream wherever it ends, look complete to a container.
    if (name === "tiny-fragmented.mp4") expect(looksComplete).toBeLessThan(8);
    else if (name !== "tiny.m4v") expect(looksComplete).toBe(0);
  });

  it("gives typed errors or fewer frames where its bytes are damaged, container and codec together", async () => {
    const next = random(1);
    for (let round = 0; round < 150; round++) {
      const bad = damage(bytes, 1 + Math.floor(next() * 8), next);
      const outcome = await survive(() => openVideo(bad), round % 2 ? "stop" : "skip");
      expect(outcome.frames).toBeLessThanOrEqual(2 * FRAMES);
      expect(outcome.milliseconds).toBeLessThan(SLOW_MS);
    }
  });

  it("decodes what is before a cut like FFmpeg would, never silent zeros", async () => {
    const next = random(2);
    for (let round = 0; round < 12; round++) {
      const { frames, error } = await survive(
        () => openVideo(bytes.slice(0, Math.floor(next() * bytes.length))),
        "stop",
      );
      expect(frames < FRAMES ? error : "complete").not.toBeNull();
    }
  });
});
