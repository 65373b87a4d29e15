import { InvalidConfigError } from "../errors.js";

/** Most blocks of a stage, and most stages: more than any network that was published has. */
export const MOST_BLOCKS = 1000;

/** @throws InvalidConfigError unless overrides are an object of fields */
export function fieldsOnly(field: string, overrides: unknown): void {
  if (typeof overrides !== "object" || overrides === null || Array.isArray(overrides))
    throw new InvalidConfigError(field, overrides, "an object of fields");
}

/** `base` with the overrides that are given. @throws InvalidConfigError for a field that `base` does not have */
export function checkFields<Config extends object>(base: Config, overrides: Partial<Config>): Config {
  fieldsOnly("overrides", overrides);
  for (const field of Object.keys(overrides)) {
    if (!Object.hasOwn(base, field))
      throw new InvalidConfigError(
        field,
        (overrides as Record<string, unknown>)[field],
        `the fields ${Object.keys(base).join(", ")}`,
      );
  }
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  return { ...base, ...given };
}

/** @throws InvalidConfigError unless the value is a whole number from `minimum` to `maximum` */
export function whole(field: string, value: unknown, minimum: number, maximum = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && (value as number) >= minimum && (value as number) <= maximum) return;
  const upper = maximum === Number.MAX_SAFE_INTEGER ? "" : ` to ${maximum}`;
  throw new InvalidConfigError(field, value, `whole numbers from ${minimum}${upper}`);
}

/** @throws InvalidConfigError unless the value is a finite number above 0, and at most `maximum` */
export function positive(field: string, value: unknown, maximum = Number.MAX_VALUE): void {
  if (typeof value === "number" && value > 0 && value <= maximum) return;
  throw new InvalidConfigError(field, value, maximum === Number.MAX_VALUE ? "> 0" : `(0, ${maximum}]`);
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

/** @throws InvalidConfigError unless the value is a list of one to `MOST_BLOCKS` elements */
export function list(field: string, value: unknown): void {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_BLOCKS)
    throw new InvalidConfigError(field, value, `lists of 1 to ${MOST_BLOCKS} elements`);
}
