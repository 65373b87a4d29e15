import "@tensorflow/tfjs-backend-cpu";
import { withoutValues } from "@cvar/backend";
import { ATTP_TABLE_3, type AttpOverrides, cachedAttp, createModel } from "@cvar/models";
import { expect, it } from "vitest";
import { countOperations } from "../src/index.js";

const counted = (overrides: AttpOverrides = {}) =>
  withoutValues(() => {
    const model = createModel("attp", overrides, { weights: "zeros" });
    const whole = countOperations(model);
    const { image, scores } = cachedAttp(model);
    const parts = [image, scores].map((part) => countOperations(part).macs);
    for (const each of [image, scores, model]) each.dispose();
    return { whole: whole.macs, image: parts[0]!, scores: parts[1]! };
  });

it("ATTP takes four passes of EfficientNet-B1, and three where the neighbour's features are kept", () => {
  const { whole, image, scores } = counted();
  expect(image).toBe(685_522_832); // fvcore counts as many for torchvision's convolutions at 240 pixels
  const stem = 120 ** 2 * 9 * 32; // one channel of the first convolution, which motion lacks
  const projection = 8 ** 2 * 1280 * 200 * 5; // of each position of one map
  expect(whole).toBe(4 * image - stem + 4 * projection + 200 * 101);
  expect(whole).toBe(3_065_644_328);
  expect(image + scores).toBe(whole - image);
  expect(image + scores).toBe(2_380_121_496);
});

it("trilinear pooling takes three projections, late fusion none", () => {
  const [temporal, trilinear, late] = [{}, ATTP_TABLE_3.TP, ATTP_TABLE_3["I+MV+R"]].map((row) => counted(row));
  const projection = 8 ** 2 * 1280 * 200 * 5;
  expect(temporal!.whole - trilinear!.whole).toBe(temporal!.image + projection);
  expect(trilinear!.whole - late!.whole).toBe(3 * projection + 200 * 101 - 3 * 1280 * 101);
});
