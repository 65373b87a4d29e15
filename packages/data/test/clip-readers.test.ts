import { setMaxListeners } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { createClipReaders } from "../src/node/clip-readers.js";
import { inThreads } from "../src/node/reader-threads.js";

const folder = mkdtempSync(join(tmpdir(), "cvar-readers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Worker threads run the built package: the set-up before the tests builds it. */
const serving = new URL("../dist/node/serve-clips.js", import.meta.url);
const built = existsSync(fileURLToPath(serving));
if (!built) console.log("skipped: @cvar/data is not built, and its worker threads need that");

/** A thread that answers with the file's name, and does what `body` says with a task's file and arrays. */
function thread(body: string): URL {
  const file = join(folder, `worker-${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(
    file,
    `import { parentPort, workerData } from "node:worker_threads";
    import { serveClips } from "${serving.href}";
    const { me } = workerData;
    const signal = (into) => new Int32Array(into[0].image.buffer);
    const sleep = (ms) => new Promise((go) => setTimeout(go, ms));
    serveClips(parentPort, workerData, async ({ file }, into) => {
      ${body};
      return { skipped: { file, reason: "echo " + me } };
    });`,
  );
  return pathToFileURL(file);
}

/** A task with arrays says that it has begun and goes on when it is told to. */
const untilTold =
  "if (into) { Atomics.store(signal(into), 0, 1); while (Atomics.load(signal(into), 0) !== 2) await sleep(1); }";

/** Shared memory as the arrays of a task, through which a test and its threads agree. */
function sharedSignal() {
  const buffer = new SharedArrayBuffer(4);
  const [image, none, numbers] = [new Float32Array(buffer), new Float32Array(buffer, 0, 0), new Int32Array(buffer)];
  return {
    into: [{ image, motion: none, residual: none, neighbour: none, flow: none }],
    tell: () => void Atomics.store(numbers, 0, 2),
    async begun() {
      while (Atomics.load(numbers, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    },
  };
}

const task = (file: string) => ({ file, options: { shape: { size: 1, steps: 1 }, which: "uniform" as const } });
const names = (count: number) => Array.from({ length: count }, (_, k) => `f${k}`);

describe.skipIf(!built)("threads", () => {
  it("give each task its own answer, all of them at work", async () => {
    // The first three tasks end when three threads have begun one.
    const meet =
      "if (into) { Atomics.add(signal(into), 0, 1); while (Atomics.load(signal(into), 0) < 3) await sleep(1); }";
    const readers = inThreads(3, thread(meet));
    const { into } = sharedSignal();
    const results = await Promise.all(names(40).map((file, k) => readers.read(task(file), k < 3 ? into : undefined)));
    expect(results.map((result) => "skipped" in result && result.skipped.file)).toEqual(names(40));
    const reasons = results.slice(0, 3).map((result) => "skipped" in result && result.skipped.reason);
    expect(reasons.sort()).toEqual(["echo 0", "echo 1", "echo 2"]);
    await readers.close();
    await expect(readers.read(task("late"))).rejects.toMatchObject({ _tag: "WorkerDiedError" });
  });

  it("take more tasks than are out at a time", async () => {
    const readers = inThreads(2, thread(""));
    const files = names(2500);
    const results = await Promise.all(files.map((file) => readers.read(task(file))));
    expect(results.map((result) => "skipped" in result && result.skipped.file)).toEqual(files);
    await readers.close();
  });

  it("leave the tasks behind a slow clip to the other threads, even while this one computes", async () => {
    const readers = inThreads(2, thread(untilTold));
    const { into, tell } = sharedSignal();
    const slow = readers.read(task("slow"), into);
    const others = names(20).map((file) => readers.read(task(file)));
    const until = performance.now() + 50;
    while (performance.now() < until); // no answer is seen in the meantime
    await Promise.all(others);
    tell();
    expect(await slow).toMatchObject({ skipped: { file: "slow" } });
    await readers.close();
  });

  it("write where they are told to in shared memory", async () => {
    const readers = inThreads(
      2,
      thread(
        "if (file !== 'f9') { into[0].image.fill(Number(file.slice(1))); return { triplets: [{ triplet: 3, gop: 5, crop: 0, offset: 0 }] }; }",
      ),
    );
    const memory = new Float32Array(new SharedArrayBuffer(40));
    const none = memory.subarray(0, 0);
    const results = await Promise.all(
      names(10).map((file, k) =>
        readers.read(task(file), [
          { image: memory.subarray(k, k + 1), motion: none, residual: none, neighbour: none, flow: none },
        ]),
      ),
    );
    expect(Array.from(memory)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 0]);
    expect(results[9]).toMatchObject({ skipped: { file: "f9" } });
    expect(results[4]).toMatchObject({ triplets: [{ triplet: 3, gop: 5, image: Float32Array.of(4) }] });
    readers.forget!([memory.buffer]);
    await readers.close();
  });

  it("let go of tasks that are not begun when the signal is raised", async () => {
    const readers = inThreads(1, thread(untilTold));
    const { into, tell, begun } = sharedSignal();
    const stop = new AbortController();
    setMaxListeners(0, stop.signal);
    const slow = readers.read(task("slow"), into, stop.signal);
    const rest = names(1500).map((file) => readers.read(task(file), undefined, stop.signal));
    await begun();
    stop.abort("enough");
    const settled = await Promise.allSettled(rest);
    expect(settled.every((result) => result.status === "rejected" && result.reason === "enough")).toBe(true);
    tell();
    expect(await slow).toMatchObject({ skipped: { file: "slow" } });
    expect(await readers.read(task("more"))).toMatchObject({ skipped: { file: "more" } });
    await readers.close();
  });

  it.each([
    ["exits", "if (file === 'bad') process.exit(3)", "exit code 3"],
    ["throws", "if (file === 'bad') throw new RangeError('out of bounds')", "out of bounds"],
  ])("that %s of a clip: it is reported, the others are read", { timeout: 60_000 }, async (_, body, message) => {
    for (const count of [1, 2]) {
      const readers = inThreads(count, thread(body));
      const files = ["a", "bad", "b", "c", "d"];
      const results = await Promise.all(files.map((file) => readers.read(task(file))));
      const reasons = results.map((result) => "skipped" in result && result.skipped.reason);
      expect(reasons[1]).toContain(message);
      expect(reasons[1]).toContain("WorkerDiedError");
      reasons.splice(1, 1);
      for (const reason of reasons) expect(reason).toContain("echo");
      await readers.close();
    }
  });

  it("give up when one dies after the other", async () => {
    const readers = inThreads(2, thread("process.exit(1)"));
    const results = await Promise.allSettled(names(10).map((file) => readers.read(task(file))));
    const failed = results.filter(({ status }) => status === "rejected");
    expect(failed.length).toBeGreaterThan(5);
    for (const { reason } of failed as PromiseRejectedResult[])
      expect(reason).toMatchObject({ _tag: "WorkerDiedError" });
    await expect(readers.read(task("after"))).rejects.toMatchObject({ _tag: "WorkerDiedError" });
    await readers.close();
  });

  it("cannot start at all: what waits is rejected", async () => {
    const readers = inThreads(2, pathToFileURL(join(folder, "missing.mjs")));
    await expect(readers.read(task("a"))).rejects.toMatchObject({ _tag: "WorkerDiedError" });
    await readers.close();
  });

  it("end when they are closed, whatever is under way", async () => {
    const readers = inThreads(1, thread("for (;;)"));
    const reading = readers.read(task("endless"));
    const outcome = expect(reading).rejects.toMatchObject({ _tag: "WorkerDiedError" });
    await readers.close();
    await outcome;
  });
});

it("refuses a number of workers that is none", () => {
  expect(() => createClipReaders(-1)).toThrow("workers");
  expect(() => createClipReaders(1.5)).toThrow("workers");
});
