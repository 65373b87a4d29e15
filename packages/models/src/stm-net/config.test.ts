import { describe, expect, it } from "vitest";
import { InvalidConfigError } from "../errors.js";
import { stmNetConfig } from "./check.js";
import type { StmNetOverrides } from "./config.js";
import { modulatorStride, patchesOf } from "./geometry.js";
import { stmNetParameterCount, stmNetParameters } from "./parameters.js";
import { STM_NET_BASE } from "./presets.js";

describe("stmNetConfig", () => {
  it("fills in what is not given, and puts modalities in the network's order", () => {
    const config = stmNetConfig(STM_NET_BASE, { classes: 51, modalities: ["residual", "image"], stm: { width: 8 } });
    expect(config).toEqual({
      ...STM_NET_BASE,
      classes: 51,
      modalities: ["image", "residual"],
      stm: { ...STM_NET_BASE.stm, width: 8 },
    });
  });

  it.each([
    [{ size: 0 }, "size"],
    [{ size: 15 }, "size"],
    [{ size: 22.5 }, "size"],
    [{ heads: 3 }, "heads"],
    [{ modalities: [] }, "modalities"],
    [{ modalities: ["image", "image"] }, "modalities"],
    [{ modalities: ["sound"] }, "modalities"],
    [{ dropout: 1 }, "dropout"],
    [{ mlpRatio: 0.001 }, "mlpRatio × d"],
    [{ remainder: "stretch" }, "remainder"],
    [{ stm: { strides: [] } }, "stm.strides"],
    [{ stm: { strides: [3, 1] } }, "patch"],
    [{ stm: { kernel: 2 } }, "stm.kernel"],
    [{ stm: { threshold: 0 } }, "stm.threshold"],
    [{ stm: { surrogate: "nothing" } }, "stm.surrogate"],
    [{ stm: { depth: 2 } }, "stm.depth"],
    [{ width: 32 }, "width"],
    [{ stm: 5 }, "stm"],
    [{ stm: null }, "stm"],
    [{ stm: { threshold: "1" } }, "stm.threshold"],
    [{ stm: { learned: 1 } }, "stm.learned"],
    [{ stm: { common: "yes" } }, "stm.common"],
    [{ mlpRatio: "4" }, "mlpRatio"],
    [{ size: [224] }, "size"],
    [{ size: [224, 15] }, "size"],
    [{ size: [224, "224"] }, "size"],
    [{ order: ["global", "local", "temporal"] }, "order"],
    [{ order: ["local", "global"] }, "order"],
    [{ order: ["local", "global", "local"] }, "order"],
    [{ order: ["local", "temporal", "global"], modulator: "channels" }, "modulator"],
    [{ modulator: "lstm" }, "modulator"],
    [{ encoder: "joint" }, "encoder"],
    [{ encoder: "cross-attention", modalities: ["image"] }, "encoder"],
    [{ mixer: false }, "mixer"],
    [{ pooling: "max" }, "pooling"],
    [{ pooling: "class-token", nf: 510 }, "heads"],
  ])("refuses %j, naming the field", (overrides, field) => {
    const attempt = () => stmNetConfig(STM_NET_BASE, overrides as unknown as StmNetOverrides);
    expect(attempt).toThrow(InvalidConfigError);
    expect(attempt).toThrow(`config.${field} is`);
  });

  it("counts patches by the remainder rule", () => {
    expect(patchesOf(stmNetConfig(STM_NET_BASE, { size: 100 }))).toEqual([6, 6]);
    expect(patchesOf(stmNetConfig(STM_NET_BASE, { size: 100, remainder: "pad" }))).toEqual([7, 7]);
    expect(patchesOf(stmNetConfig(STM_NET_BASE, { size: [240, 320] }))).toEqual([15, 20]);
    expect(modulatorStride(STM_NET_BASE)).toBe(2);
  });
});

it("keeps a config that older models stored: what it lacks is the paper's", () => {
  const { order, modulator, encoder, mixer, pooling, stm, ...older } = STM_NET_BASE;
  const { learned, common, ...neurons } = stm;
  expect(stmNetConfig(STM_NET_BASE, { ...older, stm: neurons })).toEqual(STM_NET_BASE);
});

describe("parameters of the base setting", () => {
  // The totals that the paper's tables print as 83.38, 83.41, 83.44, 83.56 and 83.66 M, by the classes of each data set.
  it.each([
    [51, 83_381_083],
    [101, 83_406_733],
    [174, 83_444_182],
    [400, 83_560_120],
    [600, 83_662_720],
  ])("at %i classes", (classes, expected) => {
    expect(stmNetParameterCount({ ...STM_NET_BASE, classes })).toBe(expected);
  });

  it("part by part", () => {
    expect(
      Object.fromEntries(stmNetParameters(STM_NET_BASE).map(({ part, parameters }) => [part, parameters])),
    ).toEqual({
      stm_motion: 9_796,
      stm_residual: 10_084,
      patch_image: 196_864,
      patch_motion: 524_544,
      patch_residual: 524_544,
      encoding: 588 * 256 + 8 * 256,
      blocks: 4_738_560,
      norm: 512,
      mixer: 1_180_160 + 524_800,
      rrdbs: 75_492_480,
      head: 51_813,
    });
  });
});
