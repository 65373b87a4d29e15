import { setTimeout as sleep } from "node:timers/promises";
import { InvalidOptionError } from "../errors.js";
import { elapsed, POWERCAP, type RaplDomain, raplStatus, readCounter } from "./rapl-domains.js";

/** Options of {@link measureEnergy}. */
export interface MeasureEnergyOptions {
  /**
   * Seconds for which the machine is watched doing nothing, before the run; what it draws then is subtracted in
   * `joulesAboveIdle`. 0 (default): no baseline.
   */
  readonly idleSeconds?: number;
  /** Seconds between readings of the counters while an asynchronous function runs, 10 by default. */
  readonly everySeconds?: number;
  /** Folder of the powercap zones, for tests. */
  readonly root?: string;
}

/** Energy of one counter over the run. */
export interface MeasuredDomain {
  readonly name: string;
  readonly joules: number;
}

/** What a run drew. Measured, not modelled: of the whole processor, with everything else that ran on it. */
export interface MeasuredEnergy<T> {
  /** What the function returned. */
  readonly result: T;
  readonly seconds: number;
  readonly method: "RAPL";
  /** Processor packages and memory together; null where the machine has no counters, or they were ambiguous. */
  readonly joules: number | null;
  /** `joules` less what the machine draws at rest in the same time; null without a baseline. */
  readonly joulesAboveIdle: number | null;
  /** What the machine drew at rest, in watts; null without a baseline. */
  readonly idleWatts: number | null;
  /** Each counter by itself; "core" and "uncore" are parts of their package, "psys" is the whole machine. */
  readonly domains: readonly MeasuredDomain[];
  /** Why `joules` is null; null where it is not. */
  readonly reason: string | null;
}

/** More than a processor package or its memory draws: a counter that could pass its range twice at it is ambiguous. */
const MOST_WATTS = 1000;

/**
 * Runs a function and reads the processor's own energy counters (RAPL) around it. Counters are of the machine, so other
 * programs count too; a baseline of the idle machine can be subtracted.
 *
 * @param run  the work; it may be asynchronous. What it throws passes through
 * @returns its result, with `joules: null` and a reason where nothing can be measured
 * @throws InvalidOptionError
 * @example const { joules, reason } = await measureEnergy(() => model.predict(x), { idleSeconds: 2 });
 */
export async function measureEnergy<T>(
  run: () => T | Promise<T>,
  options: MeasureEnergyOptions = {},
): Promise<MeasuredEnergy<T>> {
  const { idleSeconds = 0, everySeconds = 10, root = POWERCAP } = options;
  if (!(idleSeconds >= 0 && idleSeconds <= 3600)) throw new InvalidOptionError("idleSeconds", idleSeconds, "0 to 3600");
  if (!(everySeconds > 0 && everySeconds <= 3600)) {
    throw new InvalidOptionError("everySeconds", everySeconds, "above 0, up to 3600");
  }
  const { domains, reason } = await raplStatus(root);
  const watch = (work: () => unknown) =>
    domains.length === 0 ? timed(work) : metered(work, domains, root, everySeconds);
  const idle = idleSeconds > 0 && reason === null ? await watch(() => sleep(idleSeconds * 1000)) : null;
  const idleWatts = idle?.joules == null ? null : total(idle.joules) / idle.seconds;
  const { result, seconds, joules, problem } = await watch(run);
  const sum = joules && total(joules);
  return {
    result: result as T,
    seconds,
    method: "RAPL",
    joules: sum,
    joulesAboveIdle: sum === null || idleWatts === null ? null : sum - idleWatts * seconds,
    idleWatts,
    domains: joules ?? [],
    reason: reason ?? problem,
  };
}

interface Watched {
  readonly result: unknown;
  readonly seconds: number;
  readonly joules: readonly MeasuredDomain[] | null;
  readonly problem: string | null;
}

async function timed(work: () => unknown): Promise<Watched> {
  const start = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - start) / 1000, joules: null, problem: null };
}

async function metered(
  work: () => unknown,
  domains: readonly RaplDomain[],
  root: string,
  everySeconds: number,
): Promise<Watched> {
  const sums = domains.map(() => 0);
  let readings = await Promise.all(domains.map((domain) => readCounter(root, domain)));
  let readAt = performance.now();
  let problem: string | null = null;
  const read = async () => {
    const now = await Promise.all(domains.map((domain) => readCounter(root, domain)));
    const at = performance.now();
    domains.forEach((domain, i) => {
      if (((at - readAt) / 1000) * MOST_WATTS > domain.rangeMicrojoules / 1e6) {
        problem ??= `${domain.name} was not read for ${Math.round((at - readAt) / 1000)} s, in which its counter may have started again more than once: let the function yield now and then`;
      }
      sums[i]! += elapsed(readings[i]!, now[i]!, domain);
    });
    readings = now;
    readAt = at;
  };
  // One reading at a time: a late one must not be overtaken by the last.
  let pending = Promise.resolve();
  const next = () => {
    pending = pending.then(read, read);
    return pending;
  };
  const failed: unknown[] = [];
  const timer = setInterval(() => void next().catch((error) => failed.push(error)), everySeconds * 1000);
  const start = performance.now();
  try {
    const result = await work();
    const seconds = (performance.now() - start) / 1000;
    try {
      await next();
    } catch (error) {
      failed.push(error);
    }
    if (failed.length > 0) problem ??= `the counters could not be read again: ${(failed[0] as Error).message}`;
    const joules = domains.map(({ name }, i) => ({ name, joules: sums[i]! / 1e6 }));
    return { result, seconds, joules: problem === null ? joules : null, problem };
  } finally {
    clearInterval(timer);
  }
}

/** Packages and memory: their parts are inside them, and "psys" contains them. */
function total(domains: readonly MeasuredDomain[]): number {
  return domains
    .filter(({ name }) => name.startsWith("package") || name === "dram")
    .reduce((sum, { joules }) => sum + joules, 0);
}
