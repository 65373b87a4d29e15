import { expect, it } from "vitest";
import { InvalidOptionError } from "../errors.js";
import { checkLoadOptions } from "./load-options.js";

it.each([
  { head: "weird" },
  { interpolate: "cubic" },
  { inflate: "yes" },
  { strict: 1 },
  { dialect: 5 },
  { strct: false },
])("refuses %j", (options) => {
  expect(() => checkLoadOptions(options as never)).toThrow(InvalidOptionError);
});

it("takes what there is, and what is undefined", () => {
  checkLoadOptions({ strict: false, dialect: "timm", prefix: "", into: "image", inflate: true });
  checkLoadOptions({ interpolate: "bicubic", head: "new", prefix: undefined });
});
