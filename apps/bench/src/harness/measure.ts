import { describeError, MeasurementError } from "../errors.js";
import type { Absent, Benchmark, Contestant, Facts, Measured, Ratio, Rounds, Row } from "./benchmark.js";
import { median, range } from "./statistics.js";

/**
 * Measures the contestants of a benchmark in interleaved rounds: each is measured once per round, in turn, and every other
 * round in reverse order, so that a machine that slows down or warms up does so for all of them. A contestant that fails
 * keeps its reason and leaves; the others go on.
 * @param say  told what is about to be measured
 */
export async function measure(
  benchmark: Benchmark,
  counts: Rounds,
  say: (text: string) => void = () => {},
): Promise<Measured> {
  const rounds = Math.min(counts.rounds, benchmark.atMost ?? Number.POSITIVE_INFINITY);
  const present = benchmark.contestants.filter((c): c is Contestant => !isAbsent(c));
  const samples = new Map<Contestant, number[]>(present.map((c) => [c, []]));
  const failures = new Map<Contestant, string>();
  const facts = new Map<Contestant, Facts>();
  try {
    for (let round = -counts.warmup; round < rounds; round++) {
      for (const contestant of round % 2 === 0 ? present : [...present].reverse()) {
        if (failures.has(contestant)) continue;
        const label = round < 0 ? "warm-up" : `round ${round + 1} of ${rounds}`;
        say(`${benchmark.name}: ${label}, ${contestant.name}`);
        try {
          const value = checked(await contestant.sample());
          if (round >= 0) samples.get(contestant)!.push(value);
        } catch (error) {
          failures.set(contestant, describeError(error));
        }
      }
    }
    for (const contestant of present) {
      if (!failures.has(contestant)) facts.set(contestant, (await contestant.facts?.()) ?? {});
    }
  } finally {
    for (const contestant of present) await contestant.close?.();
  }
  const rows = benchmark.contestants.map((c) =>
    isAbsent(c)
      ? emptyRow(c, c.absent)
      : failures.has(c)
        ? emptyRow(c, failures.get(c)!)
        : row(c, samples.get(c)!, facts.get(c)!),
  );
  const { name, unit, better } = benchmark;
  return {
    name,
    unit,
    better,
    facts: benchmark.facts ?? {},
    warmup: counts.warmup,
    rounds,
    rows,
    ratios: ratios(rows, better),
  };
}

/** Of each of ours to each peer. */
export function ratios(rows: readonly Row[], better: "higher" | "lower"): Ratio[] {
  const ours = rows.filter(({ side }) => side === "ours");
  const peers = rows.filter(({ side }) => side === "peer");
  return ours.flatMap((a) =>
    peers.map((b) => {
      const count = Math.min(a.samples.length, b.samples.length);
      const perRound = Array.from({ length: count }, (_, i) =>
        better === "higher" ? a.samples[i]! / b.samples[i]! : b.samples[i]! / a.samples[i]!,
      );
      return { ours: a.name, peer: b.name, timesAsFast: median(perRound) };
    }),
  );
}

function isAbsent(contestant: Contestant | Absent): contestant is Absent {
  return "absent" in contestant;
}

function row({ name, side }: Contestant, samples: readonly number[], facts: Facts): Row {
  const ends = range(samples);
  return {
    name,
    side,
    median: median(samples),
    lowest: ends?.lowest ?? null,
    highest: ends?.highest ?? null,
    samples,
    facts,
    missing: null,
  };
}

function emptyRow({ name, side }: Contestant | Absent, missing: string): Row {
  return { name, side, median: null, lowest: null, highest: null, samples: [], facts: {}, missing };
}

function checked(value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new MeasurementError(`measured ${value}, which is no positive number`);
}
