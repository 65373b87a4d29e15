import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machine, versions } from "./harness/machine.js";
import { measure } from "./harness/measure.js";
import type { Report } from "./harness/report.js";
import type { BenchOptions } from "./options.js";
import { findCompiler } from "./peers/compiler.js";
import { findFfmpeg } from "./peers/ffmpeg.js";
import { findPython } from "./peers/python.js";
import type { PeerName, Suite, SuiteContext } from "./suites/suite.js";
import { progressLine, type Terminal } from "./terminal.js";

/** Rounds kept unless the user says otherwise. */
const ROUNDS = { full: 5, quick: 2 };

/** Looks for the peers that the suites want, runs the suites one after the other, and says on what. */
export async function measureSuites(
  chosen: readonly Suite[],
  options: BenchOptions,
  terminal: Terminal,
): Promise<Report> {
  const start = new Date();
  const before = machine();
  const progress = progressLine(terminal);
  const scratch = mkdtempSync(join(tmpdir(), "cvar-bench-"));
  const rounds = { warmup: options.warmup ?? 1, rounds: options.rounds ?? ROUNDS[options.quick ? "quick" : "full"] };
  const suites: Report["suites"][number][] = [];
  try {
    const wanted = new Set(chosen.flatMap(({ peers }) => peers));
    const peers = findPeers(wanted, options, progress.say);
    const context: SuiteContext = {
      options,
      rounds,
      ...peers,
      scratch,
      say: progress.say,
      measure: (benchmark) => measure(benchmark, rounds, progress.say),
    };
    for (const suite of chosen) {
      const began = Date.now();
      const benchmarks = await suite.run(context);
      suites.push({ name: suite.name, seconds: (Date.now() - began) / 1000, benchmarks });
    }
    return {
      tool: "cvar-bench",
      date: start.toISOString(),
      seconds: (Date.now() - start.getTime()) / 1000,
      machine: before,
      versions: versions(),
      peers: Object.fromEntries([...wanted].map((name) => [name, found(peers[name])])),
      suites,
    };
  } finally {
    progress.clear();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function findPeers(
  wanted: ReadonlySet<PeerName>,
  options: BenchOptions,
  say: (text: string) => void,
): Pick<SuiteContext, PeerName> {
  const unwanted = { missing: "no chosen suite needs it" };
  if (wanted.size > 0) say(`looking for ${[...wanted].join(", ")}`);
  const python = options.python ?? process.env.CVAR_PYTHON ?? "python3";
  return {
    ffmpeg: wanted.has("ffmpeg") ? findFfmpeg(options.ffmpeg) : unwanted,
    pytorch: wanted.has("pytorch") ? findPython(python) : unwanted,
    cc: wanted.has("cc") ? findCompiler(options.cc) : unwanted,
    pyav: wanted.has("pyav") ? findPython(python, "av") : unwanted,
  };
}

function found(peer: object): Report["peers"][string] {
  return {
    version: "version" in peer ? String(peer.version) : null,
    missing: "missing" in peer ? String(peer.missing) : null,
  };
}
