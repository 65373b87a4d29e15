import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type AnyArchitecture,
  ARCHITECTURES,
  compareWithPrinted,
  createModel,
  type EfficientNetConfig,
  isModelName,
  type ModelConfig,
  type ModelName,
  modelCard,
  modelInfo,
  modelNames,
  printed,
  printsAs,
  type StmNetConfig,
} from "../src/index.js";

describe.each(modelNames)("the card of %s", (name) => {
  it("is plain JSON, with a publication and with what is whose", () => {
    const card = modelCard(name);
    expect(JSON.parse(JSON.stringify(card))).toEqual(card);
    expect(card.publication.title).toMatch(/\w/);
    expect(card.facts.length).toBeGreaterThan(0);
    expect(card.parameters).toBe(modelInfo(name).parameters);
  });

  it("prints the parameters that the network has", () => {
    for (const row of modelCard(name).printed) {
      const { parameters } = modelInfo(name, row.overrides as object);
      if (row.parameters)
        expect([row.where, printsAs(parameters, row.parameters), parameters]).toEqual([row.where, true, parameters]);
    }
  });
});

describe("cards", () => {
  it("are there for every family, with rows of networks that there are", () => {
    for (const architecture of Object.values<AnyArchitecture>(ARCHITECTURES)) {
      for (const { model } of architecture.card.printed) expect(isModelName(model), model).toBe(true);
    }
  });

  it("say which printed rows are of the very config", () => {
    const applying = (classes: number) =>
      modelCard("stm-net-base", { classes })
        .printed.filter((row) => row.applies)
        .map((row) => row.where);
    expect(applying(101)).toEqual(["Das Biswas et al., Table 1, Ours"]);
    expect(applying(400)).toEqual(["Das Biswas et al., Table 2, Ours"]);
    expect(applying(7)).toEqual([]);
  });

  it("compare what is printed and computed", () => {
    const row = {
      model: "stm-net-base",
      where: "somewhere",
      parameters: printed("83.41", "M"),
      joulesPerVideo: printed("0.734"),
    };
    const [parameters, joules] = compareWithPrinted(row, {
      parameters: 83_406_733,
      joulesPerVideo: 0.8,
      macsPerVideo: 1,
    });
    expect(parameters).toMatchObject({ quantity: "parameters", agrees: true });
    expect(joules).toMatchObject({ quantity: "joulesPerVideo", agrees: false });
    expect(joules!.difference).toBeCloseTo(0.0899, 4);
    expect(printsAs(0.159, printed("0.15"))).toBe(true); // cut off
    expect(printsAs(0.155, printed("0.16"))).toBe(true); // rounded
    expect(printsAs(0.1601, printed("0.15"))).toBe(false);
  });
});

describe("names", () => {
  it("give overrides and configs their types", () => {
    expectTypeOf<"stm-net-base">().toExtend<ModelName>();
    expectTypeOf(createModel<"stm-net-base">)
      .parameter(0)
      .toEqualTypeOf<"stm-net-base">();
    expectTypeOf<ModelConfig<"stm-net-base">>().toEqualTypeOf<StmNetConfig>();
    expectTypeOf<ModelConfig<"efficientnet-b1">>().toEqualTypeOf<EfficientNetConfig>();
    expectTypeOf(modelInfo("stm-net-tiny").config.modalities).toEqualTypeOf<StmNetConfig["modalities"]>();
    const compiles = () => {
      createModel("stm-net-base", { classes: 51, stm: { width: 8 } });
      createModel("efficientnet-b1", { channels: 2 });
      // @ts-expect-error: STM-Net has no channels
      createModel("stm-net-base", { channels: 2 });
      // @ts-expect-error: there is no such model
      createModel("stm-net-huge");
    };
    expect(compiles).toBeTypeOf("function");
  });
});
