import { expect, test } from "vitest";
import type { Absent, Benchmark, Contestant } from "./benchmark.js";
import { measure } from "./measure.js";

/** A contestant that returns the given values one after the other and logs its turns. */
function scripted(name: string, side: "ours" | "peer", values: readonly number[], log: string[] = []): Contestant {
  let turn = 0;
  return {
    name,
    side,
    sample: async () => {
      log.push(name);
      return values[turn++ % values.length]!;
    },
  };
}

function benchmark(contestants: readonly (Contestant | Absent)[], better: "higher" | "lower" = "higher"): Benchmark {
  return { name: "b", unit: "things/s", better, contestants };
}

test("drops the warm-up and takes the median of the rounds", async () => {
  const result = await measure(benchmark([scripted("a", "ours", [1000, 3, 1, 2])]), { warmup: 1, rounds: 3 });
  expect(result.rows[0]).toMatchObject({ median: 2, lowest: 1, highest: 3, samples: [3, 1, 2], missing: null });
});

test("contestants alternate inside each round, every other round backwards", async () => {
  const log: string[] = [];
  const contestants = [
    scripted("a", "ours", [1], log),
    scripted("b", "peer", [1], log),
    scripted("c", "peer", [1], log),
  ];
  await measure(benchmark(contestants), { warmup: 1, rounds: 3 });
  expect(log.join("")).toBe("cba" + "abc" + "cba" + "abc");
});

test("a ratio is the median of the rounds' ratios, in times as fast", async () => {
  const values = { ours: [10, 20, 90], peer: [5, 5, 30] };
  const rows = (better: "higher" | "lower") =>
    measure(benchmark([scripted("a", "ours", values.ours), scripted("b", "peer", values.peer)], better), {
      warmup: 0,
      rounds: 3,
    });
  expect((await rows("higher")).ratios).toEqual([{ ours: "a", peer: "b", timesAsFast: 3 }]);
  expect((await rows("lower")).ratios[0]!.timesAsFast).toBeCloseTo(1 / 3);
});

test("an absent peer is null with its reason, and so is its ratio", async () => {
  const absent: Absent = { name: "ffmpeg", side: "peer", absent: "not on the PATH" };
  const { rows, ratios } = await measure(benchmark([scripted("a", "ours", [4]), absent]), { warmup: 0, rounds: 2 });
  expect(rows[1]).toEqual({
    name: "ffmpeg",
    side: "peer",
    median: null,
    lowest: null,
    highest: null,
    samples: [],
    facts: {},
    missing: "not on the PATH",
  });
  expect(ratios[0]!.timesAsFast).toBeNull();
});

test("one that fails leaves with its reason and no figure; the others go on; everyone is closed", async () => {
  const closed: string[] = [];
  let turns = 0;
  const failing: Contestant = {
    name: "bad",
    side: "peer",
    sample: async () => {
      if (turns++ === 2) throw new TypeError("broke\nin two lines");
      return 1;
    },
    close: () => void closed.push("bad"),
  };
  const good = { ...scripted("good", "ours", [1, 2, 3]), close: () => void closed.push("good") };
  const { rows } = await measure(benchmark([good, failing]), { warmup: 0, rounds: 3 });
  expect(rows[0]!.samples).toEqual([1, 2, 3]);
  expect(rows[1]).toMatchObject({ median: null, samples: [], missing: "broke in two lines" });
  expect(closed.sort()).toEqual(["bad", "good"]);
});

test("no figure is made of NaN, infinity or zero", async () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 0, -1]) {
    const { rows } = await measure(benchmark([scripted("a", "ours", [value])]), { warmup: 0, rounds: 1 });
    expect(rows[0]!.median).toBeNull();
    expect(rows[0]!.missing).toContain(String(value));
  }
});

test("a slow benchmark may take fewer rounds than asked, and says so", async () => {
  const slow = { ...benchmark([scripted("a", "ours", [1])]), atMost: 2 };
  const result = await measure(slow, { warmup: 0, rounds: 5 });
  expect(result.rounds).toBe(2);
  expect(result.rows[0]!.samples).toHaveLength(2);
});

test("a bar is met or not by CPU time where it is known, and null where one of the two is missing", async () => {
  const by = (name: string, side: "ours" | "peer", value: number, byCpuTime: number | null): Contestant => ({
    name,
    side,
    sample: async () => ({ value, byCpuTime }),
  });
  const bars = [
    { ours: "a", than: "b", atMost: 2 },
    { ours: "a", than: "c", atMost: 2 },
    { ours: "a", than: null, atMost: 29 },
    { ours: "a", than: "d", atMost: 2 },
  ];
  const contestants = [by("a", "ours", 60, 30), by("b", "peer", 40, 10), by("c", "peer", 40, null)];
  const result = await measure({ ...benchmark(contestants, "lower"), bars }, { warmup: 0, rounds: 3 });
  expect(result.bars!.map(({ reached, met }) => [reached, met])).toEqual([
    [3, false],
    [1.5, true],
    [30, false],
    [null, null],
  ]);
});
