import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from "node:os";

const require = createRequire(import.meta.url);

/** What the figures were measured on. */
export interface Machine {
  readonly cpu: string | null;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  /** Mean number of runnable processes in the last minute before the run: others were busy if it is not near 0. */
  readonly loadBefore: number | null;
  readonly node: string;
  readonly v8: string;
}

/** This machine, now. */
export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() || cpuFromLinux(),
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${platform()} ${release()} ${arch()}`,
    loadBefore: platform() === "win32" ? null : loadavg()[0]!,
    node: process.versions.node,
    v8: process.versions.v8,
  };
}

/** Versions of the packages that are measured, and the commit when this is a git checkout; null where unknown. */
export function versions(): Record<string, string | null> {
  const names = [
    "@cvar/bench",
    "@cvar/bitstream",
    "@cvar/data",
    "@cvar/backend",
    "@cvar/models",
    "@cvar/energy",
    "@tensorflow/tfjs-core",
  ];
  return { ...Object.fromEntries(names.map((name) => [name, packageVersion(name)])), commit: commit() };
}

/** Version of an installed package, or null. */
export function packageVersion(name: string): string | null {
  try {
    const path = name === "@cvar/bench" ? "../../package.json" : `${name}/package.json`;
    return (require(path) as { version: string }).version;
  } catch {
    return null;
  }
}

function commit(): string | null {
  try {
    const cwd = new URL(".", import.meta.url);
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return null;
  }
}

function cpuFromLinux(): string | null {
  try {
    return /model name\s*:\s*(.+)/.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1]?.trim() ?? null;
  } catch {
    return null;
  }
}
