import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { isBitstreamError } from "../src/errors.js";
import { openVideo } from "../src/index.js";
import { memorySource } from "../src/source/memory.js";
import { openFrom } from "../src/video.js";
import { clips, damage, random, survive } from "./containers-fuzz.js";
import { fakeCodecs } from "./fake-codec.js";
import { md5, readFrameMd5 } from "./reference.js";

const reference = readFrameMd5(fileURLToPath(new URL("fixtures/tiny.framemd5", import.meta.url)));
const FRAMES = 14;
/** Every byte in the long run, one in seven otherwise. */
const STEP = process.env.CVAR_SLOW ? 1 : 7;
/** Far above what the clips need: only a hang or a blow-up reaches it. */
const SLOW_MS = 5000;

describe.each(clips)("$name", ({ name, bytes }) => {
  it("gives fewer frames and a typed error wherever it is cut off", async () => {
    const open = (length: number) => () => openFrom(memorySource(bytes.slice(0, length)), fakeCodecs);
    expect((await survive(open(bytes.length), "stop")).frames).toBe(FRAMES);
    let looksComplete = 0;
    for (let length = 0; length < bytes.length; length += STEP) {
      const { frames, error, milliseconds } = await survive(open(length), "stop");
      expect(frames).toBeLessThanOrEqual(FRAMES);
      expect(milliseconds).toBeLessThan(SLOW_MS);
      if (frames < FRAMES && error === null) looksComplete++;
    }
    // A fragmented file that ends between two boxes, and a raw or transport stream wherever it ends, look complete to a container.
    if (name === "tiny-fragmented.mp4") expect(looksComplete).toBeLessThan(8);
    else if (name !== "tiny.m4v" && name !== "tiny.mpegts") expect(looksComplete).toBe(0);
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

  it("decodes what is before a cut exactly, and says that something is missing", async () => {
    const next = random(2);
    for (let round = 0; round < 25; round++) {
      const found: string[] = [];
      const read = async () => {
        const video = await openVideo(bytes.slice(0, Math.floor(next() * bytes.length)));
        for await (const frame of video.frames({ output: "pictures" })) found.push(md5(frame));
      };
      const error = await read().catch((thrown: unknown) => thrown);
      expect(found).toEqual(reference.slice(0, found.length));
      // Only raw and transport streams cannot know what is missing behind a whole picture.
      if (found.length < FRAMES && name !== "tiny.m4v" && name !== "tiny.mpegts")
        expect(isBitstreamError(error)).toBe(true);
    }
  });
});
