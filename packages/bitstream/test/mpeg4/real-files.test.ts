import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { shared, vectorWitness } from "../../../../scripts/test-resources.js";
import { motionRows } from "../../src/motion-rows.js";
import { openVideo } from "../../src/node/index.js";
import { md5, readFrameMd5 } from "../reference.js";
import { frameDifferences } from "../witness/motion.js";
import { witness } from "../witness/witness.js";

const folder = shared("data", "mpeg4");
const files = folder ? readdirSync(folder).filter((name) => /\.(avi|mp4|3gp|mov|mkv|ts|m4v)$/.test(name)) : [];

describe.skipIf(!folder)("files from the world", () => {
  it("are there", () => {
    expect(files.length).toBeGreaterThanOrEqual(8);
  });

  it.each(files)("%s decodes to FFmpeg's frames and vectors", async (name) => {
    const path = shared("data", "mpeg4", name)!;
    const recorded = readFrameMd5(`${path}.framemd5`);
    const witnessed = vectorWitness() ? witness([path])[0]! : null;
    if (witnessed) expect(witnessed.frames.map((frame) => frame.md5)).toEqual(recorded);
    const video = await openVideo(path);
    const found: string[] = [];
    let n = 0;
    let rows = 0;
    for await (const frame of video.frames({ output: "pictures", residual: "none", order: "display" })) {
      if (!frame.shown) continue;
      if (md5(frame) !== recorded[n]) found.push(`frame ${n}: another picture`);
      if (witnessed) found.push(...frameDifferences(frame, witnessed, n, null));
      rows += motionRows(frame).length;
      n += 1;
    }
    await video.close();
    expect(found.slice(0, 10)).toEqual([]);
    expect(n).toBe(recorded.length);
    expect(rows).toBeGreaterThan(1000);
  });
});
