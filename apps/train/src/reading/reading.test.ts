import type { InputDescription } from "@cvar/models";
import { describe, expect, it } from "vitest";
import { loaderOptions, readingOf, tripletOptions, viewName } from "./reading.js";

const input = (name: string, ...shape: number[]): InputDescription => ({ name, shape, dtype: "float32" });

describe("readingOf", () => {
  it("reads triplets for inputs with time steps", () => {
    const inputs = [input("image", 64, 64, 3), input("motion", 11, 64, 64, 2), input("triplet", 1)];
    const reading = readingOf("m", inputs);
    expect(reading).toEqual({
      sampling: "triplets",
      shape: { size: 64, steps: 11 },
      modalities: ["image", "motion"],
      frames: "P",
      accumulation: "paper",
      inputs: { image: "image", motion: "motion", triplet: "triplet" },
    });
    expect(loaderOptions(reading)).toEqual({ shape: { size: 64, steps: 11 }, modalities: ["image", "motion"] });
    expect([tripletOptions(reading).which, viewName(reading)]).toEqual(["uniform", "triplets"]);
  });

  it("reads the I-frames of triplets where nothing else of them is taken", () => {
    const inputs = [input("image", 64, 64, 3), input("triplet", 1)];
    const reading = readingOf("m", inputs);
    expect(reading).toMatchObject({ sampling: "triplets", shape: { size: 64, steps: 1 }, modalities: ["image"] });
    expect(reading.inputs).toEqual({ image: "image", triplet: "triplet" });
    expect(() => readingOf("m", inputs, { input: "image" })).toThrow("m takes image, triplet");
  });

  it("reads a neighbour's I-frame where a model takes one", () => {
    const inputs = [
      input("image", 32, 32, 3),
      input("neighbour", 32, 32, 3),
      input("motion", 32, 32, 2),
      input("residual", 32, 32, 3),
    ];
    const reading = readingOf("m", inputs, { frames: "P+B", accumulation: "none" });
    expect(reading).toMatchObject({ sampling: "neighbours", shape: { size: 32, steps: 1 } });
    expect(loaderOptions(reading)).toMatchObject({ sampling: "neighbours", frames: "P+B", rule: "none" });
    expect(viewName(reading)).toBe("pairs of groups");
  });

  it("shows a model of one picture what has its channels, or what is asked for", () => {
    const of = (channels: number, choice?: "image" | "motion" | "residual") =>
      readingOf("m", [input("image", 32, 32, channels)], { input: choice });
    expect(of(3)).toMatchObject({ sampling: "groups", modalities: ["image"], inputs: { image: "image" } });
    expect(of(2)).toMatchObject({ sampling: "groups", modalities: ["motion"], inputs: { image: "motion" } });
    expect(of(3, "residual")).toMatchObject({ modalities: ["residual"], inputs: { image: "residual" } });
    expect([viewName(of(3)), viewName(of(2))]).toEqual(["I-frames", "groups"]);
    expect(() => of(3, "motion")).toThrow('m takes "image" [32, 32, 3], videos give motion […, S, S, 2]');
    expect(() => of(4)).toThrow("videos give image […, S, S, 3]");
  });

  it("says what videos do not give", () => {
    expect(() => readingOf("m", [input("sound", 100)])).toThrow('m takes "sound" [100], videos give image, motion');
    expect(() => readingOf("m", [input("image", 32, 48, 3)])).toThrow("[32, 48, 3]");
    const two = [input("image", 32, 32, 3), input("motion", 16, 16, 2)];
    expect(() => readingOf("m", two)).toThrow("cannot be read of one video together");
    expect(() => readingOf("m", two, { input: "motion" })).toThrow("--input is for models that look at one picture");
  });
});
