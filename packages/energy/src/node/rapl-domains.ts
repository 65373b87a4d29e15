import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Where Linux shows RAPL's counters. */
export const POWERCAP = "/sys/class/powercap";

/** One energy counter of RAPL (running average power limit), the meter inside x86 processors. */
export interface RaplDomain {
  /** As the processor calls it: "package-0", "core", "uncore", "dram", "psys". */
  readonly name: string;
  /** Zone in sysfs, such as "intel-rapl:0:2"; its parent is "intel-rapl:0". */
  readonly zone: string;
  /** The counter starts again from 0 after this many microjoules. */
  readonly rangeMicrojoules: number;
}

/** What can be measured on this machine. */
export interface RaplStatus {
  readonly available: boolean;
  readonly domains: readonly RaplDomain[];
  /** Why there is nothing, and what to do about it; null where it is available. */
  readonly reason: string | null;
}

/** Zones of the driver that reads the processor's registers; "intel-rapl-mmio" shows the same package once more. */
const ZONE = /^intel-rapl:\d+(:\d+)?$/;

/**
 * Finds the counters that may be read here.
 *
 * @param root  the folder of the zones, for tests
 * @example const { available, reason } = await raplStatus();
 */
export async function raplStatus(root = POWERCAP): Promise<RaplStatus> {
  const zones = await readdir(root).then(
    (names) => names.filter((name) => ZONE.test(name)).sort(),
    () => null,
  );
  if (zones === null) {
    return nothing(
      process.platform === "linux"
        ? `there is no ${root}: this kernel or virtual machine shows no RAPL counters`
        : `RAPL counters are read on Linux, this is ${process.platform}`,
    );
  }
  if (zones.length === 0) return nothing(`${root} has no intel-rapl zone: no x86 processor, or a virtual machine`);
  const domains: RaplDomain[] = [];
  const failures: string[] = [];
  for (const zone of zones) {
    try {
      const name = (await readFile(join(root, zone, "name"), "utf8")).trim();
      const rangeMicrojoules = await number(join(root, zone, "max_energy_range_uj"));
      await number(join(root, zone, "energy_uj"));
      domains.push({ name, zone, rangeMicrojoules });
    } catch (error) {
      failures.push(problem(error, join(root, zone, "energy_uj")));
    }
  }
  return domains.some(({ name }) => name.startsWith("package"))
    ? { available: true, domains, reason: null }
    : nothing(failures[0] ?? `no package counter in ${root}`);
}

/** Microjoules on a counter now. */
export function readCounter(root: string, { zone }: RaplDomain): Promise<number> {
  return number(join(root, zone, "energy_uj"));
}

/** Microjoules between two readings of a counter that starts again at most once between them. */
export function elapsed(before: number, after: number, { rangeMicrojoules }: RaplDomain): number {
  return after >= before ? after - before : after - before + rangeMicrojoules;
}

async function number(file: string): Promise<number> {
  const text = (await readFile(file, "utf8")).trim();
  const value = Number(text);
  if (text === "" || !Number.isFinite(value) || value < 0)
    throw new RangeError(`${file} holds ${JSON.stringify(text)}`);
  return value;
}

function problem(error: unknown, file: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "EACCES" || code === "EPERM"
    ? `${file} may be read by root alone: run as root, or \`sudo chmod a+r ${file}\` until the next start`
    : `${file}: ${message}`;
}

function nothing(reason: string): RaplStatus {
  return { available: false, domains: [], reason };
}
