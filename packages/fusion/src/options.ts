import { InvalidOptionError } from "./errors.js";

/** `value` as a whole number of at least `minimum`. @throws InvalidOptionError otherwise */
export function wholeNumber(option: string, value: unknown, minimum = 1): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < minimum) {
    throw new InvalidOptionError(option, value, `whole numbers from ${minimum}`);
  }
  return value;
}

/** `value` as a probability in [0, 1). @throws InvalidOptionError otherwise */
export function rate(option: string, value: unknown): number {
  if (typeof value !== "number" || !(value >= 0 && value < 1)) throw new InvalidOptionError(option, value, "[0, 1)");
  return value;
}

/** `value` as an odd whole number: a kernel that has a middle. @throws InvalidOptionError otherwise */
export function oddNumber(option: string, value: unknown): number {
  if (wholeNumber(option, value) % 2 === 0) throw new InvalidOptionError(option, value, "odd whole numbers");
  return value as number;
}

/** `value` as a positive number of at most `maximum`. @throws InvalidOptionError otherwise */
export function positive(option: string, value: unknown, maximum = Number.MAX_VALUE): number {
  if (typeof value === "number" && value > 0 && value <= maximum) return value;
  throw new InvalidOptionError(option, value, maximum === Number.MAX_VALUE ? "> 0" : `(0, ${maximum}]`);
}
