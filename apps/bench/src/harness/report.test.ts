import { expect, test } from "vitest";
import type { Measured } from "./benchmark.js";
import { figure, formatBenchmark } from "./report.js";

test("figures have four digits", () => {
  expect([12345, 1234.5, 12.345, 0.123456].map(figure)).toEqual(["12,350", "1,235", "12.35", "0.1235"]);
});

test("a benchmark prints its facts, figures, ratios and reasons", () => {
  const measured: Measured = {
    name: "reading",
    unit: "frames/s",
    better: "higher",
    facts: { threads: 1 },
    warmup: 1,
    rounds: 5,
    rows: [
      {
        name: "ours",
        side: "ours",
        median: 200,
        lowest: 190,
        highest: 210,
        samples: [200, 190, 210],
        facts: { memory: null },
        missing: null,
      },
      { name: "peer", side: "peer", median: 100, lowest: 99, highest: 101, samples: [100], facts: {}, missing: null },
      {
        name: "other",
        side: "peer",
        median: null,
        lowest: null,
        highest: null,
        samples: [],
        facts: {},
        missing: "not there",
      },
    ],
    ratios: [
      { ours: "ours", peer: "peer", timesAsFast: 2, timesAsFastByCpuTime: 2.5 },
      { ours: "ours", peer: "other", timesAsFast: null },
    ],
  };
  expect(formatBenchmark(measured)).toMatchInlineSnapshot(`
    "reading (threads 1): frames/s, higher is better; median of 5 interleaved rounds after 1 warm-up
           frames/s    range
    ─────  ────────  ───────
    ours        200  190…210  2× peer (by CPU time 2.5×); memory unknown
    peer        100   99…101
    other         –        –  not measured: not there
    "
  `);
});
