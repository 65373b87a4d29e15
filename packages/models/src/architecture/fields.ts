import { InvalidConfigError } from "../errors.js";

/** `base` with the overrides that are given. @throws InvalidConfigError for a field that `base` does not have */
export function checkFields<Config extends object>(base: Config, overrides: Partial<Config>): Config {
  for (const field of Object.keys(overrides)) {
    if (!Object.hasOwn(base, field))
      throw new InvalidConfigError(field, "…", `the fields ${Object.keys(base).join(", ")}`);
  }
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  return { ...base, ...given };
}

/** @throws InvalidConfigError unless the value is a whole number of at least `minimum` */
export function whole(field: string, value: unknown, minimum: number): void {
  if (!Number.isSafeInteger(value) || (value as number) < minimum)
    throw new InvalidConfigError(field, value, `whole numbers from ${minimum}`);
}

/** @throws InvalidConfigError unless the value is a whole number */
export function seed(value: unknown): void {
  if (!Number.isSafeInteger(value)) throw new InvalidConfigError("seed", value, "whole numbers");
}

/** @throws InvalidConfigError unless the value lies in [0, limit) */
export function upTo(field: string, value: unknown, limit: number): void {
  if (!(typeof value === "number" && value >= 0 && value < limit))
    throw new InvalidConfigError(field, value, `[0, ${limit})`);
}

/** @throws InvalidConfigError unless the value is one of `allowed` */
export function oneOf(field: string, value: unknown, allowed: readonly string[]): void {
  if (!allowed.includes(value as string))
    throw new InvalidConfigError(field, value, allowed.map((each) => `"${each}"`).join(", "));
}

/** @throws InvalidConfigError unless the value is a list that is not empty */
export function list(field: string, value: unknown): void {
  if (!Array.isArray(value) || value.length === 0)
    throw new InvalidConfigError(field, value, "lists of at least one element");
}
