import { expect, it } from "vitest";
import * as errors from "../errors.js";
import { BitstreamError } from "../errors.js";
import { fromPlainError, toPlainError } from "./plain-error.js";

const where = { frame: 3, byte: 1000, bit: 17 };
const truncated = new errors.TruncatedStreamError("the end", where);
const samples: BitstreamError[] = [
  truncated,
  new errors.InvalidSyntaxError("vop_quant", 0, "1…31", "6.3.5", where),
  new errors.UnsupportedFeatureError("a sprite", "7.8", where),
  new errors.LimitExceededError("bytes", 5, 4, where),
  new errors.UnknownFormatError("text"),
  new errors.SourceError("no such file", where),
  new errors.UsageError("closed"),
  new errors.WorkerError("exit code 1"),
  new errors.DamagedReferenceError(truncated, { frame: 4 }),
];

it.each(samples.map((error) => [error._tag, error] as const))("%s is the same on the other side", (_, error) => {
  const there = fromPlainError(structuredClone(toPlainError(error)));
  expect(there).toEqual(error);
  expect(there.constructor).toBe(error.constructor);
  expect(there.message).toBe(error.message);
  expect(there.where).toEqual(error.where);
});

it("knows every class of error", () => {
  const classes = Object.values(errors).filter((value) => value !== BitstreamError && /^class/.test(String(value)));
  expect(new Set(samples.map((error) => error.constructor))).toEqual(new Set(classes));
});

it("makes a WorkerError of anything else", () => {
  const there = fromPlainError(toPlainError(new RangeError("out of memory")));
  expect(there).toMatchObject({ _tag: "WorkerError", message: "out of memory" });
});
