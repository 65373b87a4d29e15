import type { FaultLog } from "./fault-log.js";

/** A class and the number that its dataset gives it. */
export interface NumberedClass {
  readonly number: number;
  readonly name: string;
  readonly line: number | null;
}

/**
 * Classes in the order of their numbers. Numbers must run from `from` without a gap, and neither number nor name may come
 * twice; where they do it is a fault of the kind `classes`, and the first stands.
 */
export function inNumberOrder(
  classes: readonly NumberedClass[],
  from: number,
  list: string,
  faults: FaultLog,
): string[] {
  const byNumber = new Map<number, string>();
  const names = new Set<string>();
  for (const { number, name, line } of classes) {
    const before = byNumber.get(number);
    if (before !== undefined) faults.add("classes", { list, line }, `number ${number} is "${before}" already`);
    else if (names.has(name)) faults.add("classes", { list, line }, `class "${name}" has a number already`);
    else {
      byNumber.set(number, name);
      names.add(name);
    }
  }
  const numbers = [...byNumber.keys()].sort((a, b) => a - b);
  const gap = numbers.findIndex((number, i) => number !== from + i);
  if (gap >= 0)
    faults.add(
      "classes",
      { list },
      `class numbers should run from ${from}: after ${from + gap - 1} comes ${numbers[gap]}`,
    );
  return numbers.map((number) => byNumber.get(number)!);
}
