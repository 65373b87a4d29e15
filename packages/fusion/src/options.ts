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
