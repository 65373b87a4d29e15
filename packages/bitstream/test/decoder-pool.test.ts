import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { CodedFrame } from "../src/frame.js";
import { nodeWorker } from "../src/node/decoder-pool.js";
import { createDecoderPool, type DecoderPool, openVideo } from "../src/node/index.js";
import { createPool } from "../src/pool/decoder-pool.js";
import { digest } from "./reference.js";

const dist = fileURLToPath(new URL("../dist/node/index.js", import.meta.url));
const built = existsSync(dist);
if (!built) console.log("skipped: the package is not built, and worker threads run what is built");

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const files = ["tiny.avi", "tiny.mp4", "tiny-fragmented.mp4", "tiny.m4v", "mpeg4-weighted.m4v"].map(fixture);
const folder = mkdtempSync(join(tmpdir(), "cvar-pool-"));
afterAll(() => rmSync(folder, { recursive: true }));

const pools: DecoderPool[] = [];
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

function pooled(options?: Parameters<typeof createDecoderPool>[0]): DecoderPool {
  pools.push(createDecoderPool(options));
  return pools.at(-1)!;
}

async function digests(frames: AsyncIterable<CodedFrame>): Promise<string[]> {
  const found: string[] = [];
  for await (const frame of frames) found.push(digest(frame));
  return found;
}

async function alone(path: string, options?: Parameters<DecoderPool["frames"]>[1]): Promise<string[]> {
  const video = await openVideo(path);
  try {
    return await digests(video.frames(options));
  } finally {
    await video.close();
  }
}

describe.skipIf(!built)("a pool of decoders", () => {
  it.each([1, 2])("with %i workers gives each file's frames in order, many files at once", async (workers) => {
    const pool = pooled({ workers, prefetch: 3 });
    for (const output of ["motion", "compressed", "pictures"] as const) {
      const read = await Promise.all([...files, ...files].map((file) => digests(pool.frames(file, { output }))));
      const wanted = await Promise.all(files.map((file) => alone(file, { output })));
      expect(read).toEqual([...wanted, ...wanted]);
    }
  });

  it("reads two files in step with one worker", async () => {
    const pool = pooled({ workers: 1, prefetch: 1 });
    const [a, b] = [pool.frames(files[0]!), pool.frames(files[1]!)].map((frames) => frames[Symbol.asyncIterator]());
    for (let i = 0; i < 14; i++) {
      const both = [await a!.next(), await b!.next()];
      expect(both.map(({ value }) => value.decodeIndex)).toEqual([i, i]);
    }
    expect(await a!.next()).toMatchObject({ done: true });
  });

  it("takes bytes, blobs, streams and file URLs", async () => {
    const pool = pooled({ workers: 1 });
    const wanted = await alone(files[0]!);
    const bytes = new Uint8Array(readFileSync(files[0]!));
    for (const source of [bytes, new Blob([bytes]), new Blob([bytes]).stream(), pathToFileURL(files[0]!)]) {
      expect(await digests(pool.frames(source))).toEqual(wanted);
    }
    expect(bytes.length).toBeGreaterThan(0); // copied, not moved
    await expect(digests(pool.frames((() => 1) as never))).rejects.toThrow("cannot be sent");
  });

  it("tells what is wrong with a file as the file's own reader would, and reads the others on", async () => {
    const bytes = readFileSync(files[0]!);
    const cut = join(folder, "cut.avi");
    writeFileSync(cut, bytes.subarray(0, bytes.length * 0.7));
    const hostile = join(folder, "hostile.m4v");
    writeFileSync(hostile, Buffer.concat([readFileSync(files[3]!).subarray(0, 900), Buffer.alloc(100_000, 0x55)]));
    const text = join(folder, "text.txt");
    writeFileSync(text, "no video at all");
    const pool = pooled({ workers: 2 });
    const paths = [cut, hostile, text, join(folder, "none.avi"), folder, ...files];
    const outcomes = await Promise.allSettled(paths.map((path) => digests(pool.frames(path))));
    const wanted = await Promise.allSettled(paths.map((path) => alone(path)));
    const plain = (all: PromiseSettledResult<string[]>[]) =>
      all.map((each) =>
        each.status === "fulfilled"
          ? each.value
          : [each.reason.constructor, each.reason._tag, each.reason.message, each.reason.where],
      );
    expect(plain(outcomes)).toEqual(plain(wanted));
    expect(outcomes.filter(({ status }) => status === "fulfilled").length).toBeGreaterThanOrEqual(files.length);
    expect(outcomes[3]).toMatchObject({ status: "rejected", reason: { _tag: "SourceError" } });
    const options = { residual: "reconstructed", output: "motion" } as const;
    await expect(digests(pool.frames(files[0]!, options))).rejects.toMatchObject({ _tag: "UsageError" });
  });

  it("delivers what is before a fault", async () => {
    const cut = join(folder, "cut.m4v");
    const bytes = readFileSync(fixture("tiny.m4v"));
    writeFileSync(cut, bytes.subarray(0, bytes.length - 40));
    const seen = (frames: AsyncIterable<CodedFrame>) => {
      const indices: number[] = [];
      const read = async () => {
        for await (const { decodeIndex } of frames) indices.push(decodeIndex);
      };
      return read().then(
        () => indices,
        (error) => [...indices, error.message],
      );
    };
    const pool = pooled({ workers: 1 });
    const video = await openVideo(cut);
    expect(await seen(pool.frames(cut))).toEqual(await seen(video.frames()));
    await video.close();
  });

  it("ends with a signal or a loop that is left, and goes on with the rest", async () => {
    const pool = pooled({ workers: 1, prefetch: 2 });
    const controller = new AbortController();
    const read = async () => {
      for await (const { decodeIndex } of pool.frames(files[0]!, { signal: controller.signal })) {
        if (decodeIndex === 2) controller.abort(new Error("enough"));
      }
    };
    await expect(read()).rejects.toThrow("enough");
    for await (const { decodeIndex } of pool.frames(files[1]!)) if (decodeIndex === 1) break;
    await expect(digests(pool.frames(files[0]!, { signal: AbortSignal.abort(new Error("before")) }))).rejects.toThrow(
      "before",
    );
    expect((await digests(pool.frames(files[2]!))).length).toBe(14);
  });

  it("closes, with loops still running", async () => {
    const pool = pooled({ workers: 2 });
    const frames = pool.frames(files[0]!)[Symbol.asyncIterator]();
    await frames.next();
    await pool.close();
    await expect(digests({ [Symbol.asyncIterator]: () => frames })).rejects.toThrow("the pool is closed");
    await expect(digests(pool.frames(files[0]!))).rejects.toThrow("the pool is closed");
    await pool.close();
    expect(() => createDecoderPool({ workers: 0 })).toThrow("workers is 0, allowed: whole numbers from 1");
    expect(() => createDecoderPool({ prefetch: 1.5 })).toThrow("prefetch is 1.5");
  });
});

describe.skipIf(!built)("a worker that dies", () => {
  /** A worker that ends the moment it is given a file of this name, and otherwise works. */
  const fragile = join(folder, "fragile.mjs");
  const worker = new URL("../dist/node/decoder-worker.js", import.meta.url);
  writeFileSync(
    fragile,
    `import ${JSON.stringify(worker.href)};
import { parentPort } from "node:worker_threads";
parentPort.on("message", ({ kind, source }) => kind === "open" && /crash/.test(source) && process.exit(3));`,
  );

  it("fails its own file, which is tried twice, and no other", async () => {
    const crash = join(folder, "crash.m4v");
    writeFileSync(crash, readFileSync(files[3]!));
    const pool = createPool(nodeWorker(pathToFileURL(fragile)), 2, 4);
    pools.push(pool);
    for (let round = 0; round < 2; round++) {
      const outcomes = await Promise.allSettled(
        [files[0]!, crash, files[1]!].map((path) => digests(pool.frames(path))),
      );
      const [first, crashed, third] = outcomes;
      expect(crashed).toMatchObject({ status: "rejected", reason: { _tag: "WorkerError" } });
      expect(String((crashed as PromiseRejectedResult).reason)).toContain("exit code 3");
      for (const other of [first, third]) {
        // Only what had begun in the same thread can be lost with it.
        if (other!.status === "rejected") expect(other!.reason._tag).toBe("WorkerError");
      }
      expect(outcomes.filter(({ status }) => status === "fulfilled").length).toBeGreaterThanOrEqual(1);
    }
    expect((await digests(pool.frames(files[0]!))).length).toBe(14);
  });
});

describe.skipIf(!built)("a program with a pool", () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });

  /** Runs a program; gives its exit code or signal, its output, and the time from the first output to its end in ms. */
  function run(body: string, signal?: NodeJS.Signals): Promise<{ end: unknown; output: string; ms: number }> {
    const program = `import { createDecoderPool } from ${JSON.stringify(pathToFileURL(dist).href)};
const pool = createDecoderPool({ workers: 2 });
const file = ${JSON.stringify(fixture("tiny.m4v"))};
${body}`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    return new Promise((resolve) => {
      let output = "";
      let began = performance.now();
      child.stderr!.on("data", (chunk) => {
        output += chunk;
      });
      child.stdout!.on("data", (chunk) => {
        if (output === "") {
          began = performance.now();
          if (signal) child.kill(signal);
        }
        output += chunk;
      });
      child.on("exit", (code, by) => resolve({ end: by ?? code, output, ms: performance.now() - began }));
    });
  }

  it("ends by itself, though a loop was abandoned and the pool not closed", async () => {
    const { end, output, ms } = await run(`const frames = pool.frames(file)[Symbol.asyncIterator]();
console.log((await frames.next()).value.type);`);
    expect([end, output]).toEqual([0, "I\n"]);
    expect(ms).toBeLessThan(5000);
  });

  it("ends at once when interrupted", async () => {
    const forever = "for (;;) for await (const f of pool.frames(file)) if (f.decodeIndex === 0) console.log(1);";
    expect((await run(forever, "SIGINT")).end).toBe("SIGINT");
    const { end, ms } = await run(
      `process.on("SIGINT", () => pool.close());
try { ${forever} } catch (error) { console.log(error.message); }`,
      "SIGINT",
    );
    expect(end).toBe(0);
    expect(ms).toBeLessThan(5000);
  });
});
