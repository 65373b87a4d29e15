import { Command, CommanderError } from "commander";
import { commands } from "./commands/index.js";
import { describeError, isTrainError } from "./errors.js";
import { type Captured, memoryTerminal, processTerminal, type Terminal } from "./terminal.js";
import { version } from "./version.js";

/** Exit codes: everything went well; it failed; the command line was wrong. */
export const EXIT = { good: 0, failed: 1, usage: 2 } as const;

/**
 * Runs one command line.
 * @param argv  arguments after the program's name, e.g. `["inspect", "a.avi", "--json"]`
 * @returns the exit code; never throws for what a user can cause
 */
export async function run(argv: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  const program = createProgram(terminal);
  try {
    await program.parseAsync([...argv], { from: "user" });
    return EXIT.good;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.good : EXIT.usage;
    terminal.note(`cvar: ${describeError(error)}\n`);
    if (argv.includes("--debug")) terminal.note(`${stack(error)}\n`);
    return isTrainError(error, "UsageError") ? EXIT.usage : EXIT.failed;
  }
}

/** As {@link run}, with what it printed. */
export async function runCaptured(argv: readonly string[], terminal = memoryTerminal()): Promise<Captured> {
  const code = await run(argv, terminal);
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() };
}

function createProgram(terminal: Terminal): Command {
  const program = new Command("cvar")
    .description("Action recognition straight from compressed video")
    .version(version(), "-V, --version")
    .showHelpAfterError("(see `cvar help COMMAND`)");
  settle(program, terminal);
  for (const define of commands) settle(define(program, terminal), terminal);
  return program;
}

/** Errors come back to {@link run} instead of ending the process; text goes to the terminal. */
function settle(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => void terminal.write(text),
    writeErr: (text) => terminal.note(text.replace(/^error: /, "cvar: ")),
  });
  if (command.parent !== null) command.option("--debug", "print the stack of an error");
}

function stack(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack ?? error.message}${error.cause === undefined ? "" : `\ncaused by ${stack(error.cause)}`}`;
}
