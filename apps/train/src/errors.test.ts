import { expect, it } from "vitest";
import { describeError, isTrainError, MissingInputError, UsageError } from "./errors.js";

it("is one line: where, what, what to do", () => {
  expect(describeError(new UsageError("no\n  such model", "see the list"))).toBe("no such model; see the list");
  expect(describeError(new Error("bad"), "a.avi")).toBe("a.avi: bad");
  expect(describeError(new Error("a.avi is bad"), "a.avi")).toBe("a.avi is bad");
  expect(describeError("text")).toBe("text");
});

it("advises on the errors of other packages by their tag", () => {
  const error = Object.assign(new Error("the data ends"), { _tag: "TruncatedStreamError" });
  expect(describeError(error, "a.avi")).toMatch(/^a\.avi: the data ends; the file is cut short/);
});

it("tells its own errors apart by tag", () => {
  const error: unknown = new MissingInputError("x");
  expect(isTrainError(error)).toBe(true);
  expect(isTrainError(error, "UsageError")).toBe(false);
  expect(isTrainError(new Error("x"))).toBe(false);
});
