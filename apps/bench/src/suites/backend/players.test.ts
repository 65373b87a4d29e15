import { expect, test } from "vitest";
import type { Contestant } from "../../harness/benchmark.js";
import { measure } from "../../harness/measure.js";
import { type Agreement, contestant, type Player } from "./players.js";

const TASK = { kind: "adam", values: 4 } as const;

/** A program that finds these numbers. */
function finder(name: string, check: readonly number[], log: string[] = []): Player {
  return {
    name,
    side: "peer",
    profiles: false,
    async ask({ do: what }) {
      log.push(what);
      return what === "prepare"
        ? { check }
        : what === "run"
          ? { seconds: 0.5, cpuSeconds: 0.25 }
          : { peakBytes: 2 ** 20 };
    },
    async close() {},
  };
}

async function rowsOf(players: readonly Player[]) {
  const agreement: Agreement = { found: null };
  const contestants = players.map((player) => contestant(player, TASK, agreement) as Contestant);
  const benchmark = { name: "b", unit: "ms", better: "lower" as const, contestants };
  return (await measure(benchmark, { warmup: 0, rounds: 2 })).rows;
}

test("one whose results are others' is measured, one that found something else is not", async () => {
  const rows = await rowsOf([
    finder("first", [10, -1]),
    finder("same", [10.01, -1.01]),
    finder("other", [10, -1.1]),
    finder("fewer", [10]),
    finder("nothing", [Number.NaN, -1]),
  ]);
  expect(rows.map(({ median }) => median)).toEqual([500, 500, null, null, null]);
  expect(rows[0]!.cpuSamples).toEqual([250, 250]);
  expect(rows[2]!.missing).toBe("its results (10.0000, -1.10000) are not those of first (10.0000, -1.00000)");
});

test("a task is prepared once and released at the end", async () => {
  const log: string[] = [];
  await rowsOf([finder("a", [1], log)]);
  expect(log).toEqual(["prepare", "run", "run", "memory", "release"]);
});
