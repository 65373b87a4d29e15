import { execFileSync } from "node:child_process";

/** Runs a command and returns what it printed; its output is part of the error where it fails. */
export function run(command, args, cwd) {
  try {
    const stdio = ["ignore", "pipe", "pipe"];
    return execFileSync(command, args, { cwd, encoding: "utf8", stdio, timeout: 240_000, maxBuffer: 1 << 26 });
  } catch (error) {
    throw new Error(
      `${[command, ...args].join(" ")} failed: ${error.message}\n${error.stdout ?? ""}${error.stderr ?? ""}`,
    );
  }
}
