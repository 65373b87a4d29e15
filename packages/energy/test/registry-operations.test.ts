import { withoutValues } from "@cvar/backend";
import { createModel, modelInfo, modelNames } from "@cvar/models";
import { expect, it } from "vitest";
import { countOperations } from "../src/index.js";

/** Every model, without memory for its weights. */
it.each(modelNames)("%s: its weights are those that its config says, each counted once", (name) => {
  const model = withoutValues(() => createModel(name, {}, { weights: "zeros" }));
  const count = countOperations(model);
  expect(count.parameters).toBe(modelInfo(name).parameters);
  expect(count.perLayer.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(count.parameters);
  expect(count.perLayer.reduce((sum, { macs }) => sum + macs, 0)).toBe(count.macs);
  expect(count.macs).toBeGreaterThan(0);
  model.dispose();
});
