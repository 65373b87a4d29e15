import { existsSync, readFileSync } from "node:fs";
import { UsageError } from "../errors.js";
import type { ConfigOverrides } from "../model-files.js";

/**
 * The value of `--config`: a JSON object, or a file with one.
 * @throws UsageError
 */
export function parseModelConfig(text: string): ConfigOverrides {
  const json = text.trimStart().startsWith("{") ? text : readFileOrFail(text);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new UsageError(
      `option --config: ${(error as Error).message}`,
      "give a JSON object, or a file with one",
      error,
    );
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as ConfigOverrides;
  throw new UsageError("option --config: it is no JSON object");
}

function readFileOrFail(path: string): string {
  if (!existsSync(path))
    throw new UsageError(`option --config: there is no file "${path}"`, "give a JSON object, or a file with one");
  return readFileSync(path, "utf8");
}
