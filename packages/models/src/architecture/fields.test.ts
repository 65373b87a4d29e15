import "@tensorflow/tfjs-backend-cpu";
import { describe, expect, it } from "vitest";
import { createModel } from "../create-model.js";
import { InvalidConfigError, InvalidOptionError, ModelTooLargeError, UnknownModelError } from "../errors.js";
import { type ModelName, modelInfo } from "../registry.js";

const NAMES = ["stm-net-tiny", "attp-tiny", "efficientnet-b0", "resnet-18", "vit-ti-16"] as const;
const circular: Record<string, unknown> = {};
circular.self = circular;

describe.each(NAMES)("the config of %s", (name: ModelName) => {
  it.each([
    ["null", null],
    ["a string", "size"],
    ["a list", [1]],
  ])("must not be %s", (_, overrides) => {
    expect(() => modelInfo(name, overrides as never)).toThrow(InvalidConfigError);
  });

  it.each([
    ["a big integer", 10n],
    ["circular", circular],
    ["a symbol", Symbol("x")],
    ["NaN", Number.NaN],
    ["a string", "1"],
  ])("has no field that may be %s", (_, value) => {
    for (const field of Object.keys(modelInfo(name).config)) {
      expect(() => modelInfo(name, { [field]: value } as never), field).toThrow(InvalidConfigError);
    }
  });
});

it.each([
  ["stm-net-tiny", { depth: 1e9 }],
  ["stm-net-tiny", { rrdbs: 1e9 }],
  ["attp-tiny", { depth: 1e9 }],
  ["efficientnet-b0", { depth: 1e9 }],
  ["resnet-18", { layers: [1e9] }],
  ["resnet-18", { layers: new Array(1001).fill(1) }],
  ["vit-ti-16", { depth: 1e9 }],
] as const)("%s is not counted block by block without end: %j", (name: ModelName, overrides) => {
  expect(() => modelInfo(name, overrides as never)).toThrow(InvalidConfigError);
});

it("builds no network that fits in no memory, but counts it", () => {
  expect(modelInfo("resnet-18", { classes: 1e9 }).parameters).toBeGreaterThan(2 ** 31);
  expect(() => createModel("resnet-18", { classes: 1e9 })).toThrow(ModelTooLargeError);
});

it("says what a value is that JSON has not", () => {
  expect(() => modelInfo("resnet-18", { size: Number.NaN })).toThrow("config.size is NaN");
  expect(() => modelInfo("resnet-18", { size: 10n as never })).toThrow("config.size is 10");
  expect(() => modelInfo("resnet-18", { size: circular as never })).toThrow("config.size is of type object");
  expect(() => createModel(circular as never)).toThrow(UnknownModelError);
});

it("starts weights from random numbers or zeros, from nothing else", () => {
  expect(() => createModel("attp-tiny", {}, { weights: "ones" as never })).toThrow(InvalidOptionError);
});
