import { describeError, MeasurementError } from "../errors.js";
import type {
  Absent,
  Bar,
  BarResult,
  Benchmark,
  Contestant,
  Facts,
  KernelTime,
  Measured,
  Ratio,
  Rounds,
  Row,
  Sample,
} from "./benchmark.js";
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
  const samples = new Map<Contestant, Sample[]>(present.map((c) => [c, []]));
  const failures = new Map<Contestant, string>();
  const facts = new Map<Contestant, Facts>();
  const kernels = new Map<Contestant, readonly KernelTime[]>();
  try {
    for (let round = -counts.warmup; round < rounds; round++) {
      for (const contestant of round % 2 === 0 ? present : [...present].reverse()) {
        if (failures.has(contestant)) continue;
        const label = round < 0 ? "warm-up" : `round ${round + 1} of ${rounds}`;
        say(`${benchmark.name}: ${label}, ${contestant.name}`);
        try {
          const sample = await contestant.sample();
          const { value, byCpuTime } = typeof sample === "number" ? { value: sample, byCpuTime: null } : sample;
          if (round >= 0) samples.get(contestant)!.push({ value: checked(value), byCpuTime });
        } catch (error) {
          failures.set(contestant, describeError(error));
        }
      }
    }
    for (const contestant of present) {
      if (failures.has(contestant)) continue;
      facts.set(contestant, (await contestant.facts?.()) ?? {});
      if (benchmark.profiled && contestant.profile) kernels.set(contestant, await contestant.profile());
    }
  } finally {
    for (const contestant of present) await contestant.close?.();
  }
  const rows = benchmark.contestants.map((c) =>
    isAbsent(c)
      ? emptyRow(c, c.absent)
      : failures.has(c)
        ? emptyRow(c, failures.get(c)!)
        : row(c, samples.get(c)!, facts.get(c)!, kernels.get(c)),
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
    ...(benchmark.bars && { bars: benchmark.bars.map((bar) => barResult(bar, rows)) }),
  };
}

/** Compares by CPU time where all of the figures have it. */
export function barResult(bar: Bar, rows: readonly Row[]): BarResult {
  const ours = rows.find(({ name }) => name === bar.ours);
  const other = bar.than === null ? null : rows.find(({ name }) => name === bar.than);
  const byCpuTime = ours?.cpuSamples !== undefined && (other === null || other?.cpuSamples !== undefined);
  const samples = (row: Row | undefined) => (byCpuTime ? row?.cpuSamples : row?.samples) ?? [];
  const times = other === null ? null : ratio(samples(ours), samples(other), "higher");
  const reached = other === null ? median(samples(ours)) : times;
  return { ...bar, reached, met: reached === null ? null : reached <= bar.atMost };
}

/** Of each of ours to each peer. */
export function ratios(rows: readonly Row[], better: "higher" | "lower"): Ratio[] {
  const ours = rows.filter(({ side }) => side === "ours");
  const peers = rows.filter(({ side }) => side === "peer");
  return ours.flatMap((a) =>
    peers.map((b) => {
      const timesAsFast = ratio(a.samples, b.samples, better);
      const timesAsFastByCpuTime = ratio(a.cpuSamples ?? [], b.cpuSamples ?? [], better);
      return {
        ours: a.name,
        peer: b.name,
        timesAsFast,
        ...(timesAsFastByCpuTime !== null && { timesAsFastByCpuTime }),
      };
    }),
  );
}

/** The median over rounds of the ratio inside a round. */
function ratio(ours: readonly number[], peer: readonly number[], better: "higher" | "lower"): number | null {
  const count = Math.min(ours.length, peer.length);
  const perRound = Array.from({ length: count }, (_, i) =>
    better === "higher" ? ours[i]! / peer[i]! : peer[i]! / ours[i]!,
  );
  return median(perRound);
}

function isAbsent(contestant: Contestant | Absent): contestant is Absent {
  return "absent" in contestant;
}

function row(
  { name, side }: Contestant,
  taken: readonly Sample[],
  facts: Facts,
  kernels: readonly KernelTime[] | undefined,
): Row {
  const samples = taken.map(({ value }) => value);
  const cpuSamples = taken.map(({ byCpuTime }) => byCpuTime).filter((value) => value !== null);
  const ends = range(samples);
  return {
    name,
    side,
    median: median(samples),
    lowest: ends?.lowest ?? null,
    highest: ends?.highest ?? null,
    samples,
    ...(cpuSamples.length > 0 && cpuSamples.length === samples.length && { cpuSamples }),
    facts,
    ...(kernels && { kernels }),
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
