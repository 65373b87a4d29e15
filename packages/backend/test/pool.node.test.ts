import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isBackendError } from "../src/errors.js";
import { openBackendPool } from "../src/node/pool/open-backend-pool.js";
import type { BackendPool } from "../src/pool/backend-pool.js";

const built = new URL("../dist/node/pool/backend-worker.js", import.meta.url);
const module = new URL("./pool/tasks.js", import.meta.url);

if (!existsSync(built)) console.log("skipped: no dist/ (run the build): the tests of the pool need it");

type Tasks = typeof import("./pool/tasks.js");

/** The error that a promise is rejected with. */
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable("it did not fail"),
    (error: Error & Record<string, unknown>) => error,
  );

async function collect<T>(outputs: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const output of outputs) all.push(output);
  return all;
}

const filter = (value: number) => {
  const shared = new SharedArrayBuffer(4 * 18);
  new Float32Array(shared).fill(value);
  return shared;
};

describe.skipIf(!existsSync(built))("a pool of backends", () => {
  let pool: BackendPool<Tasks>;
  beforeAll(async () => {
    pool = await openBackendPool<Tasks>({ size: 2, module, data: { name: "mine" } });
  });
  afterAll(() => pool.close());

  it("names its tasks, and hands them what it was opened with", async () => {
    expect(pool.tasks).toContain("product");
    expect(pool.tasks).not.toContain("notATask");
    const both = await pool.broadcast("who", null);
    expect(both).toMatchObject([
      { worker: 0, workers: 2, data: { name: "mine" } },
      { worker: 1, workers: 2, data: { name: "mine" } },
    ]);
  });

  it("computes on wasm with the training kernels, on weights that were broadcast", async () => {
    expect(await pool.run("product", { a: Float32Array.of(1, 2, 3, 4), b: Float32Array.of(1, 0, 0, 1), n: 2 })).toEqual(
      Float32Array.of(1, 2, 3, 4),
    );
    const shared = filter(0.5);
    expect(await pool.broadcast("weights", shared)).toEqual([0.5, 0.5]);
    const once = await pool.run("filterGradient", 1);
    expect(once).toEqual({ value: 1, gradient: expect.any(Float32Array) });
    expect(Array.from(once.gradient)).toEqual(Array.from({ length: 18 }, (_, i) => Number(i === 8 || i === 9)));
    expect((await pool.memory()).map(({ backend }) => backend)).toEqual(["wasm", "wasm"]);
  });

  it("gives outputs in the order of the inputs, and takes inputs only as workers need them", async () => {
    let taken = 0;
    let given = 0;
    let most = 0;
    async function* inputs() {
      for (let k = 0; k < 30; k++) {
        most = Math.max(most, ++taken - given);
        yield (29 - k) % 3;
      }
    }
    const shown: number[] = [];
    const warnings: Error[] = [];
    process.on("warning", (warning) => warnings.push(warning));
    await collect(pool.map("who", new Array(40).fill(null), { ahead: 20, signal: new AbortController().signal }));
    for await (const { count } of pool.map("who", inputs(), { ahead: 3 })) {
      given++;
      shown.push(count);
    }
    expect(shown).toHaveLength(30);
    expect(warnings).toEqual([]); // of many listeners on one signal
    expect(most).toBeLessThanOrEqual(4);
    const durations = [30, 0, 20, 1, 10];
    const places = new SharedArrayBuffer(4 * 5);
    expect(
      await collect(
        pool.map(
          "mark",
          durations.map((_, place) => ({ shared: places, place })),
        ),
      ),
    ).toEqual([0, 1, 2, 3, 4]);
    expect([...new Int32Array(places)]).toEqual([1, 1, 1, 1, 1]);
  });

  it("moves buffers of input and output", async () => {
    const array = Float32Array.of(1, 2, 3);
    const back = await pool.run("moved", array, { transfer: [array.buffer] });
    expect(array.length).toBe(0);
    expect(back).toEqual(Float32Array.of(1, 2, 3));
  });

  it("says which task threw, with its error, and goes on", async () => {
    const error = await failure(pool.run("throws", "too far"));
    expect(isBackendError(error, "TaskError")).toBe(true);
    expect(error).toMatchObject({ task: "throws", worker: expect.any(Number) });
    expect(error.message).toMatch(/^task "throws" failed in worker [01]: RangeError: too far$/);
    expect(error.cause).toMatchObject({ name: "RangeError", message: "too far", _tag: "OwnError" });
    expect((error.cause as Error).stack).toContain("tasks.js");
    expect(await failure(collect(pool.map("throws", ["a"])))).toMatchObject({ _tag: "TaskError" });
    expect((await pool.broadcast("who", null)).map(({ worker }) => worker)).toEqual([0, 1]);
  });

  it.each(["exits", "traps"] as const)(
    "replaces a worker when its task %s, in the state of the others",
    async (task) => {
      await pool.broadcast("weights", filter(2));
      const error = await failure(pool.run(task, 3 as never));
      expect(error).toMatchObject(
        task === "exits"
          ? { _tag: "WorkerDiedError", task, message: expect.stringContaining("exit code 3") }
          : { _tag: "TaskError", task, message: expect.stringContaining("unreachable") },
      );
      const outputs = await collect(pool.map("filterGradient", [1, 1, 1, 1]));
      expect(outputs.map(({ value }) => value)).toEqual([4, 4, 4, 4]);
      expect((await pool.broadcast("who", null)).map(({ worker }) => worker)).toEqual([0, 1]);
    },
  );

  it("holds no more after 1,000 tasks, failed ones among them, than after a few", async () => {
    await pool.broadcast("weights", filter(1));
    const tasks = async (count: number) => {
      for (let k = 0; k < count; k += 10) await failure(pool.run("throws", "again"));
      await collect(pool.map("filterGradient", new Array(count).fill(4)));
    };
    await tasks(20);
    const before = await pool.memory();
    expect(before.every(({ numTensors }) => numTensors >= 1)).toBe(true);
    await tasks(1000);
    expect(await pool.memory()).toEqual(before);
  });

  describe("giving up", () => {
    it("tells a task that runs, and rejects at once", async () => {
      const stop = new AbortController();
      const began = performance.now();
      const waiting = pool.run("wait", 60_000, { signal: stop.signal });
      const reason = new Error("enough");
      setTimeout(() => stop.abort(reason), 20);
      expect(await failure(waiting)).toBe(reason);
      expect(performance.now() - began).toBeLessThan(5000);
      expect(await pool.run("wait", 0)).toBe("waited");
      expect(await failure(pool.run("wait", 0, { signal: stop.signal }))).toBe(reason);
    });

    it("does not run what is still waiting", async () => {
      const shared = new SharedArrayBuffer(8);
      const stop = new AbortController();
      const busy = [pool.run("wait", 100), pool.run("wait", 100)];
      const late = failure(pool.run("mark", { shared, place: 0 }, { signal: stop.signal }));
      stop.abort();
      expect((await late).name).toBe("AbortError");
      await Promise.all(busy);
      await pool.run("mark", { shared, place: 1 });
      expect([...new Int32Array(shared)]).toEqual([0, 1]);
    });

    it("replaces a worker that does not listen", async () => {
      const signal = AbortSignal.timeout(50);
      expect((await failure(pool.run("spin", undefined as never, { signal }))).name).toBe("TimeoutError");
      expect((await pool.broadcast("who", null)).map(({ worker }) => worker)).toEqual([0, 1]);
    }, 30_000);

    it("leaving a map's loop ends what it began", async () => {
      for await (const output of pool.map("wait", [0, 60_000, 60_000])) {
        expect(output).toBe("waited");
        break;
      }
      const began = performance.now();
      expect(await pool.broadcast("wait", 0)).toEqual(["waited", "waited"]);
      expect(performance.now() - began).toBeLessThan(5000);
    });
  });

  it("refuses what it cannot do, by name", async () => {
    expect(await failure(pool.run("nothing" as "who", null))).toMatchObject({
      _tag: "PoolError",
      message: expect.stringContaining('no task "nothing"'),
    });
    expect(await failure(pool.run("who", (() => 0) as never))).toMatchObject({ _tag: "PoolError" });
    expect(await failure(pool.run("tensor", undefined as never))).toMatchObject({
      _tag: "TaskError",
      message: expect.stringContaining("returned a tensor"),
    });
    expect(await failure(pool.run("unsendable", undefined as never))).toMatchObject({ _tag: "TaskError" });
    expect(await failure(collect(pool.map("who", [null], { ahead: 0 })))).toMatchObject({ _tag: "PoolError" });
    expect(await pool.run("wait", 0)).toBe("waited");
  });
});

describe.skipIf(!existsSync(built))("opening and closing", () => {
  it("says why it cannot be opened", async () => {
    const open = (options: object) => failure(openBackendPool({ size: 1, module, ...options }));
    expect(await open({ size: 0 })).toMatchObject({ _tag: "PoolError" });
    expect(await open({ module: new URL("./pool/absent.js", import.meta.url) })).toMatchObject({
      _tag: "PoolError",
      message: expect.stringContaining("absent.js"),
    });
    expect(await open({ prefer: ["nonsense"] })).toMatchObject({
      _tag: "PoolError",
      message: expect.stringContaining("nonsense"),
      cause: { _tag: "NoBackendError" },
    });
    expect(await open({ data: () => 0 })).toMatchObject({ _tag: "PoolError" });
  });

  it("closing rejects what is not done, more than once is no harm", async () => {
    const pool = await openBackendPool<Tasks>({ size: 1, module });
    const running = failure(pool.run("wait", 60_000));
    const queued = failure(pool.run("wait", 60_000));
    await pool.close();
    expect([await running, await queued]).toMatchObject([{ _tag: "PoolError" }, { _tag: "PoolError" }]);
    expect(await failure(pool.run("wait", 0))).toMatchObject({ message: expect.stringContaining("closed") });
    await pool.close();
  });

  it("gives up where one worker after the other dies", async () => {
    const pool = await openBackendPool<Tasks>({ size: 1, module });
    const errors = await Promise.all([1, 2, 3, 4, 5].map((code) => failure(pool.run("exits", code))));
    expect(errors.map(({ _tag }) => _tag)).toEqual([...new Array(4).fill("WorkerDiedError"), "PoolError"]);
    await pool.close();
  });

  it("says so where a new worker cannot take another's place; a broadcast that failed is not repeated", async () => {
    const pool = await openBackendPool<Tasks>({ size: 1, module });
    const input = (times: number) => ({ shared: new SharedArrayBuffer(4), times });
    expect(await failure(pool.broadcast("works", input(0)))).toMatchObject({ _tag: "TaskError" });
    expect(await failure(pool.run("exits", 1))).toMatchObject({ _tag: "WorkerDiedError" });
    await pool.broadcast("works", input(1));
    expect(await failure(pool.broadcast("works", input(0)))).toMatchObject({ _tag: "TaskError" });
    expect(await failure(pool.run("exits", 1))).toMatchObject({ _tag: "WorkerDiedError" });
    expect(await failure(pool.run("wait", 0))).toMatchObject({
      _tag: "PoolError",
      message: expect.stringContaining("not again"),
    });
    await pool.close();
  });

  it("a program that forgets to close it ends", async () => {
    const { spawn } = await import("node:child_process");
    const program = `
      const { openBackendPool } = await import(${JSON.stringify(new URL("../dist/node/index.js", import.meta.url).href)});
      const pool = await openBackendPool({ size: 2, module: ${JSON.stringify(module.href)} });
      console.log(await pool.run("wait", 10));`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let printed = "";
    child.stdout.on("data", (text) => {
      printed += text;
    });
    const code = await new Promise((resolve) => child.on("exit", resolve));
    expect([code, printed]).toEqual([0, "waited\n"]);
  });
});
