import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ffmpeg } from "../../../../scripts/test-resources.js";
import type { CodedFrame } from "../../src/frame.js";
import { openVideo } from "../../src/node/index.js";
import { md5 } from "../reference.js";

const program = ffmpeg();
const folder = mkdtempSync(join(tmpdir(), "cvar-h264-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What must be the same of a frame wherever reading begins. */
function facts(frame: CodedFrame) {
  const { decodeIndex, displayIndex, type, timestamp, damage } = frame;
  return { decodeIndex, displayIndex, type, timestamp, damage, md5: md5(frame) };
}

describe.skipIf(!program)("open groups with reference B-frames", () => {
  const clip = join(folder, "open.mp4");
  const source = ["-f", "lavfi", "-i", "testsrc2=size=96x64:duration=2:rate=25"];
  const options = "open-gop=1:keyint=12:min-keyint=12:bframes=3:b-pyramid=2:ref=4:scenecut=0";
  it.each(["mp4", "mkv", "ts", "avi", "264"])("decode to the same from each key frame on: %s", async (kind) => {
    const run = (...args: string[]) => execFileSync(program!, ["-v", "error", "-y", ...args]);
    run(...source, "-c:v", "libx264", "-x264-params", options, clip);
    const file = join(folder, `copy.${kind}`);
    run("-i", clip, "-c", "copy", file);
    const video = await openVideo(file);
    const whole = new Map<number, ReturnType<typeof facts>>();
    for await (const frame of video.frames({ output: "pictures" })) whole.set(frame.decodeIndex, facts(frame));
    expect(whole.size).toBe(50);
    const gops = await video.gops();
    expect(gops.length).toBeGreaterThan(3);
    let leading = 0;
    for (const { firstFrame } of gops.slice(1)) {
      let next = firstFrame;
      for await (const frame of video.frames({ output: "pictures", from: firstFrame })) {
        leading += frame.decodeIndex - next;
        next = frame.decodeIndex + 1;
        expect(facts(frame)).toEqual(whole.get(frame.decodeIndex));
      }
      expect(next).toBe(50);
    }
    expect(leading).toBeGreaterThan(0);
    const pictures = new Set([...whole.values()].map(({ md5 }) => md5));
    for await (const frame of video.frames({ output: "pictures", from: { fraction: 0.6 } }))
      expect(pictures).toContain(md5(frame));
    await video.close();
  });
});
