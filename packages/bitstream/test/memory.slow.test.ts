import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { openVideo } from "../src/node/index.js";

const COPIES = 3000;

it("decodes a long stream from a file with constant memory", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cvar-long-"));
  try {
    const path = join(folder, "long.m4v");
    const clip = readFileSync(fileURLToPath(new URL("fixtures/tiny.m4v", import.meta.url)));
    for (let i = 0; i < COPIES; i += 100) appendFileSync(path, Buffer.concat(Array.from({ length: 100 }, () => clip)));
    const video = await openVideo(path);
    const memory: number[] = [];
    let frames = 0;
    for await (const { decodeIndex } of video.frames({ output: "compressed" })) {
      frames = decodeIndex + 1;
      if (decodeIndex % (COPIES * 2) === 0) memory.push(process.memoryUsage().rss);
    }
    expect(frames).toBe(COPIES * 14);
    expect((await video.gops()).length).toBe(COPIES * 3);
    await video.close();
    console.log(`memory while decoding ${frames} frames: ${memory.map((bytes) => bytes >> 20).join(" ")} MiB`);
    // Between the first quarter and the end: what the collector has not yet freed may differ, growth with length may not.
    expect(memory.at(-1)! - memory[2]!).toBeLessThan(96 * 2 ** 20);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
