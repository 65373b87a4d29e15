import { describe, expect, it } from "vitest";
import { InvalidConfigError } from "../errors.js";
import { modelInfo } from "../registry.js";
import { type AttpOverrides, attpConfig } from "./config.js";
import { ATTP, ATTP_FIGURE_4, ATTP_TABLE_3 } from "./presets.js";

describe("ATTP's parameters", () => {
  it.each([
    [51, 23_389_515],
    [101, 23_399_565],
  ])("with %i classes are the paper's", (classes, parameters) => {
    expect(modelInfo("attp", { classes }).parameters).toBe(parameters);
  });

  it("of the rows of Table 3 and Fig. 4 are those of their EfficientNets and classifiers", () => {
    const features = 6_513_184; // EfficientNet-B1 without its classifier; 288 less with two channels
    const [classifier, sketched] = [1280 * 101 + 101, 1024 * 101 + 101];
    const rows: Record<string, AttpOverrides> = { ...ATTP_TABLE_3, ...ATTP_FIGURE_4 };
    const found = Object.entries(rows).map(([row, overrides]) => [row, modelInfo("attp", overrides).parameters]);
    const motion = features - 288 + classifier;
    expect(Object.fromEntries(found)).toEqual({
      I: features + classifier,
      MV: motion,
      R: features + classifier,
      "I+MV+R": 3 * features - 288 + 3 * classifier,
      BP: 3 * features - 288 + 3 * sketched,
      TP: 23_399_565,
      TTP: 23_399_565,
      ATTP: 23_399_565,
      "W/O feature alignment": motion,
      "feature alignment after FC layer": motion,
      "knowledge distillation": motion,
      "our feature alignment": motion,
    });
  });
});

describe("attpConfig", () => {
  it.each<[AttpOverrides, string]>([
    [{ size: 0 }, "size"],
    [{ dims: 1.5 }, "dims"],
    [{ factors: 0 }, "factors"],
    [{ sketch: -1 }, "sketch"],
    [{ dropout: 1 }, "dropout"],
    [{ fusion: "early" as "late" }, "fusion"],
    [{ alignment: "some" as "both" }, "alignment"],
    [{ alignmentWeight: 0 }, "alignmentWeight"],
    [{ temperature: Number.NaN }, "temperature"],
    [{ modalities: [], fusion: "late" }, "modalities"],
    [{ modalities: ["image", "image"], fusion: "late" }, "modalities"],
    [{ modalities: ["image", "motion"] }, "modalities"],
    [{ modalities: ["image"], fusion: "bilinear", alignment: "none" }, "modalities"],
    [{ modalities: ["image"], fusion: "late" }, "alignment"],
    [{ sketch: 8191 }, "sketch"],
    [{ width: 0 }, "width"],
    [{ depht: 2 } as AttpOverrides, "depht"],
  ])("refuses %j", (overrides, field) => {
    try {
      attpConfig(ATTP, overrides);
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidConfigError);
      expect((error as InvalidConfigError).field).toBe(field);
      return;
    }
    expect.unreachable(`${JSON.stringify(overrides)} was taken`);
  });

  it("puts modalities in the network's order", () => {
    const { modalities } = attpConfig(ATTP, { modalities: ["residual", "motion"], fusion: "late" });
    expect(modalities).toEqual(["motion", "residual"]);
  });
});
