import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** An hour at 25 frames per second. */
const FRAMES = 90_000;
const GROUP = 14;
const COPIES = Math.ceil(FRAMES / GROUP);

const dist = fileURLToPath(new URL("../dist/node/index.js", import.meta.url));
const built = existsSync(dist);
if (!built) console.log("skipped: the package is not built, and memory is measured in a program of its own");

const folder = mkdtempSync(join(tmpdir(), "cvar-hour-"));
const hour = join(folder, "hour.m4v");
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => {
  const clip = readFileSync(fileURLToPath(new URL("fixtures/tiny.m4v", import.meta.url)));
  const hundred = Buffer.concat(Array.from({ length: 100 }, () => clip));
  for (let i = 0; i < COPIES; i += 100)
    appendFileSync(hour, hundred.subarray(0, clip.length * Math.min(100, COPIES - i)));
});

interface Measured {
  readonly frames: number;
  /** MiB after collecting garbage, at each tenth of the way. */
  readonly heap: number[];
  readonly rss: number[];
}

/** Runs a program that defines `frames`, an iterable of frames, and measures it on the way. */
function measure(program: string): Measured {
  const file = join(folder, "measure.mjs");
  writeFileSync(
    file,
    `import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { createDecoderPool, openVideo } from ${JSON.stringify(pathToFileURL(dist).href)};
const path = ${JSON.stringify(hour)};
${program}
let n = 0;
const heap = [];
const rss = [];
for await (const frame of frames) {
  if (n++ % ${FRAMES / 10} !== 0) continue;
  // Memory of arrays is given back a little after their collection.
  for (let i = 0; i < 2; i++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { heapUsed, arrayBuffers, rss: resident } = process.memoryUsage();
  heap.push((heapUsed + arrayBuffers) / 2 ** 20);
  rss.push(resident / 2 ** 20);
}
await done?.();
process.stdout.write(JSON.stringify({ frames: n, heap, rss }));`,
  );
  return JSON.parse(execFileSync(process.execPath, ["--expose-gc", file], { encoding: "utf8" }));
}

const VIDEO = "const done = () => video.close();\nconst video = await openVideo";

describe.skipIf(!built)("an hour of video in constant memory", () => {
  it.each([
    ["a file, owned arrays", `${VIDEO}(path); const frames = video.frames();`],
    ["a file, borrowed", `${VIDEO}(path); const frames = video.frames({ arrays: "borrowed" });`],
    [
      "a file, pictures in display order",
      `${VIDEO}(path); const frames = video.frames({ output: "pictures", order: "display" });`,
    ],
    [
      "a stream that is read once",
      `${VIDEO}(Readable.toWeb(createReadStream(path)), { once: true });
const frames = video.frames({ output: "motion" });`,
    ],
    [
      "a pool",
      'const pool = createDecoderPool({ workers: 1 });\nconst done = () => pool.close();\nconst frames = pool.frames(path, { output: "motion" });',
    ],
  ])("from %s", (name, program) => {
    expect(statSync(hour).size).toBeGreaterThan(20 * 2 ** 20);
    const { frames, heap, rss } = measure(program);
    const rounded = (values: number[]) => values.map((value) => value.toFixed(1)).join(" ");
    console.log(`${name}, ${frames} frames: heap ${rounded(heap)}; resident ${rounded(rss)} MiB`);
    expect(frames).toBe(COPIES * GROUP);
    // What a raw stream keeps of each packet is its place: 8 bytes, 0.7 MiB. Growth with length would be 8 MiB and more.
    const least = (values: number[]) => Math.min(...values);
    expect(least(heap.slice(6)) - least(heap.slice(2, 6))).toBeLessThan(2);
    expect(Math.max(...heap)).toBeLessThan(48);
    // Resident memory takes half the way to settle, as code is compiled and recompiled.
    expect(least(rss.slice(8)) - least(rss.slice(5, 8))).toBeLessThan(24);
    expect(Math.max(...rss)).toBeLessThan(192);
  });
});
