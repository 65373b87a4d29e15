import { closeSync, openSync, writeFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { describeError, isBenchError, MissingInputError, UsageError } from "./errors.js";
import { packageVersion } from "./harness/machine.js";
import { formatReport } from "./harness/report.js";
import { measureSuites } from "./measure-suites.js";
import { type BenchOptions, parseOptions } from "./options.js";
import { suites } from "./suites/registry.js";
import type { Suite } from "./suites/suite.js";
import { processTerminal, type Terminal } from "./terminal.js";

/** Exit codes: everything was measured; something of ours failed; the command line was wrong. */
export const EXIT = { good: 0, failed: 1, usage: 2 } as const;

/** Runs one command line. @returns the exit code; never throws for what a user can cause */
export async function run(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  let code: number = EXIT.good;
  const program = createProgram(terminal).action(async (names: string[], raw: Record<string, unknown>) => {
    code = await bench(names, parseOptions(raw), terminal);
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.good : EXIT.usage;
    terminal.note(`cvar-bench: ${describeError(error)}\n`);
    if (argv.includes("--debug") && error instanceof Error) terminal.note(`${error.stack}\n`);
    return isBenchError(error, "UsageError") ? EXIT.usage : EXIT.failed;
  }
}

function createProgram(terminal: Terminal): Command {
  const each = (value: string, all: string[] = []) => [...all, value];
  const list = suites.map(({ name, description }) => `  ${name.padEnd(10)} ${description}`).join("\n");
  return new Command("cvar-bench")
    .description("Speed and memory beside the peers that are here, in one run")
    .version(packageVersion("@cvar/bench") ?? "unknown", "-V, --version")
    .argument("[suites...]", "which suites; all by default")
    .option("--rounds <n>", "rounds kept of each benchmark (default 5)")
    .option("--warmup <n>", "rounds thrown away first (default 1)")
    .option("--quick", "tiny settings: to see that it works, not how fast it is")
    .option("--clip <file>", "bitstream, accumulate, loader: a video to measure with (repeatable)", each)
    .option("--frames <n>", "bitstream: frames of one measurement, at least (default 3000)")
    .option("--model <name>", "models: a model to measure (repeatable)", each)
    .option("--backend <name>", "models: a backend to measure on (repeatable; default: the one that is chosen)", each)
    .option("--batch <n>", "models: triplets in a batch (default 8, one video)")
    .option("--task <text>", "backend: only tasks whose name contains it (repeatable)", each)
    .option("--profile", "backend: also the time of each kernel in one run")
    .option("--ffmpeg <path>", "the FFmpeg to compare with (default: on the PATH)")
    .option("--cc <path>", "the C compiler for peers in C (default: cc on the PATH)")
    .option("--python <path>", "a Python with torch, av and numpy to compare with (default: $CVAR_PYTHON or python3)")
    .option("--out <file>", "write the results as JSON")
    .option("--json", "print JSON instead of tables")
    .option("--debug", "print the stack of an error")
    .addHelpText("after", `\nSuites:\n${list}`)
    .showHelpAfterError("(see `cvar-bench --help`)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.note(text.replace(/^error: /, "cvar-bench: ")),
    });
}

async function bench(names: readonly string[], options: BenchOptions, terminal: Terminal): Promise<number> {
  const chosen = names.length === 0 ? suites : names.map(suiteNamed);
  if (options.out !== undefined) checkWritable(options.out);
  const report = await measureSuites(chosen, options, terminal);
  const json = `${JSON.stringify(report, null, 2)}\n`;
  if (options.out !== undefined) writeFileSync(options.out, json);
  terminal.write(options.json ? json : formatReport(report));
  const rows = report.suites.flatMap(({ benchmarks }) => benchmarks.flatMap((b) => b.rows));
  return rows.some((row) => row.side === "ours" && row.missing !== null) ? EXIT.failed : EXIT.good;
}

function suiteNamed(name: string): Suite {
  const suite = suites.find((s) => s.name === name);
  if (suite !== undefined) return suite;
  throw new UsageError(`no suite "${name}"`, `choose from ${suites.map((s) => s.name).join(", ")}`);
}

/** Before anything is measured: an hour of it must not end in a path that cannot be written. */
function checkWritable(path: string): void {
  try {
    closeSync(openSync(path, "a"));
  } catch (cause) {
    throw new MissingInputError(`cannot write ${path}`, "check --out", cause);
  }
}
