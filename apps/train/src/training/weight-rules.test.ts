import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, expect, it } from "vitest";
import { recipes } from "./recipes.js";
import { weightSettings } from "./weight-rules.js";

beforeAll(() => tf.setBackend("cpu"));

it("the first rule that names a weight says how it moves; vectors decay only where a rule says so", () => {
  const layers = [
    tfl.layers.dense({ name: "stem", units: 2, inputShape: [2] }),
    tfl.layers.dense({ name: "head", units: 2 }),
  ];
  const model = tfl.sequential({ layers });
  const rules = [
    { weights: "^stem/bias$", rate: 0.1, decay: true },
    { weights: "^stem/", rate: 0.5 },
  ];
  expect(weightSettings(model, rules)).toEqual([
    { rate: 0.5, decays: true },
    { rate: 0.1, decays: true },
    { rate: 1, decays: true },
    { rate: 1, decays: false },
  ]);
  expect(weightSettings(model).map(({ decays }) => decays)).toEqual([true, false, true, false]);
  model.dispose();
});

it("every recipe's rules are regular expressions, and every recipe knows its name", () => {
  for (const [name, recipe] of Object.entries(recipes)) {
    expect(recipe.name).toBe(name);
    for (const { weights } of recipe.weightRules ?? []) expect(() => new RegExp(weights)).not.toThrow();
  }
});
