import type { Command } from "commander";
import type { z } from "zod";
import { UsageError } from "../errors.js";
import type { Terminal } from "../terminal.js";

/** Adds one command to the program and returns it. One file of this folder defines one. */
export type Define = (program: Command, terminal: Terminal) => Command;

/**
 * Options as commander collected them, checked and converted.
 * @throws UsageError naming the option, its value and what is allowed
 */
export function parseOptions<S extends z.ZodType>(schema: S, options: Record<string, unknown>): z.output<S> {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const name = String(issue.path[0] ?? "");
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const given = options[name] === undefined ? "" : ` "${String(options[name])}"`;
  throw new UsageError(`option --${flag}${given}: ${issue.message}`);
}

/** Prints a value as indented JSON. */
export function writeJson(terminal: Terminal, value: unknown): Promise<void> {
  return terminal.write(`${JSON.stringify(value, null, 2)}\n`);
}
