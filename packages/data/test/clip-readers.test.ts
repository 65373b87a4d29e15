import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";
import { createClipReaders, inThreads } from "../src/node/clip-readers.js";

const folder = mkdtempSync(join(tmpdir(), "cvar-readers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A thread that answers with the file's name, and does what it is told by it. */
function thread(body: string): URL {
  const file = join(folder, `worker-${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(
    file,
    `import { parentPort } from "node:worker_threads";\nparentPort.on("message", ({ file }) => { ${body} });`,
  );
  return pathToFileURL(file);
}

const task = (file: string) => ({ file, options: { shape: { size: 1, steps: 1 }, which: "uniform" as const } });
const echo = "parentPort.postMessage({ skipped: { file, reason: 'echo' } });";

it("gives each task its own answer, however many threads share the work", async () => {
  const inTurn = "const wait = () => new Promise((go) => setTimeout(go, Math.random() * 5));";
  const answer = `globalThis.last = (globalThis.last ?? Promise.resolve()).then(wait).then(() => { ${echo} });`;
  const readers = inThreads(3, thread(`${inTurn} ${answer}`));
  const files = Array.from({ length: 20 }, (_, k) => `f${k}`);
  const results = await Promise.all(files.map((file) => readers.read(task(file))));
  expect(results.map((result) => "skipped" in result && result.skipped.file)).toEqual(files);
  await readers.close();
  await expect(readers.read(task("late"))).rejects.toMatchObject({ _tag: "WorkerDiedError" });
});

it.each([
  ["exits", "if (file === 'bad') process.exit(3);", "exit code 3"],
  ["throws", "if (file === 'bad') throw new RangeError('out of bounds');", "out of bounds"],
])("rejects everything that waits when a thread %s", async (_, body, message) => {
  const readers = inThreads(1, thread(`${body} ${echo}`));
  await readers.read(task("good"));
  const [bad, after] = await Promise.allSettled([readers.read(task("bad")), readers.read(task("after"))]);
  for (const result of [bad!, after!]) {
    expect(result.status).toBe("rejected");
    expect((result as PromiseRejectedResult).reason).toMatchObject({ _tag: "WorkerDiedError" });
    expect((result as PromiseRejectedResult).reason.message).toContain(message);
    expect((result as PromiseRejectedResult).reason.message).toContain("bad");
  }
  await readers.close();
});

it("rejects when the thread cannot start at all", async () => {
  const readers = inThreads(1, pathToFileURL(join(folder, "missing.mjs")));
  await expect(readers.read(task("a"))).rejects.toMatchObject({ _tag: "WorkerDiedError" });
  await readers.close();
});

it("rejects what is under way when it is closed", async () => {
  const readers = inThreads(1, thread("for (;;);"));
  const reading = readers.read(task("endless"));
  const outcome = expect(reading).rejects.toMatchObject({ _tag: "WorkerDiedError" });
  await readers.close();
  await outcome;
});

it("refuses a number of workers that is none", () => {
  expect(() => createClipReaders(-1)).toThrow("workers");
  expect(() => createClipReaders(1.5)).toThrow("workers");
});
