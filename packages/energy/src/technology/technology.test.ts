import { describe, expect, it } from "vitest";
import { type InvalidTechnologyError, isEnergyError } from "../errors.js";
import { joules } from "../joules.js";
import { checkTechnology, multiplicationOf } from "./check-technology.js";
import { horowitz45nm } from "./horowitz-45nm.js";
import { loihi } from "./neuromorphic-chips.js";
import { technologies } from "./technologies.js";
import type { Technology } from "./technology.js";

describe.each(Object.entries(technologies))("%s", (_, technology) => {
  it("is valid, and its parts make its MAC", () => {
    expect(checkTechnology(technology)).toBe(technology);
    const { joulesPerMac, joulesPerAccumulate, source } = technology;
    expect(source).toMatch(/(19|20)\d\d/);
    if (joulesPerMac !== null) {
      expect(multiplicationOf(technology)! + joulesPerAccumulate).toBeCloseTo(joulesPerMac, 20);
    }
  });
});

it("has Horowitz's figures", () => {
  const picojoules = Object.entries(technologies)
    .filter(([name]) => name.startsWith("45nm"))
    .map(([name, { joulesPerMac, joulesPerAccumulate }]) => [name, joulesPerMac! * 1e12, joulesPerAccumulate * 1e12]);
  expect(picojoules.map(([name, mac, ac]) => `${name} ${Number(mac).toFixed(2)} ${Number(ac).toFixed(2)}`)).toEqual([
    "45nm-fp32 4.60 0.90",
    "45nm-fp16 1.50 0.40",
    "45nm-int32 3.20 0.10",
    "45nm-int8 0.23 0.03",
  ]);
  expect(horowitz45nm.joulesPerMac).toBe(4.6e-12);
});

it.each<[string, Partial<Record<keyof Technology, unknown>>]>([
  ["joulesPerMac", { joulesPerMac: -4.6e-12 }],
  ["joulesPerMac", { joulesPerMac: undefined }],
  ["joulesPerAccumulate", { joulesPerAccumulate: -1e-12 }],
  ["joulesPerAccumulate", { joulesPerAccumulate: Number.NaN }],
  ["joulesPerAccumulate", { joulesPerAccumulate: null }],
  ["source", { source: "" }],
  ["bits", { bits: 0 }],
  ["joulesPerMultiplikation", { joulesPerMultiplikation: 1e-12 } as object],
  ["memory", { memory: null }],
  ["memory.sram[0].joules", { memory: { accessBits: 64, sram: [null], dram: null } }],
  ["memory.sram", { memory: { accessBits: 64, sram: [], dram: null } }],
  [
    "memory.sram[1].bytes",
    {
      memory: {
        accessBits: 64,
        sram: [
          { bytes: 8, joules: 0 },
          { bytes: 8, joules: 0 },
        ],
        dram: null,
      },
    },
  ],
  ["memory.dram.least", { memory: { ...horowitz45nm.memory!, dram: { least: 2e-9, most: 1e-9 } } }],
])("refuses a wrong %s by name", (field, wrong) => {
  let error: unknown;
  try {
    joules({ macs: 1, accumulates: 1 }, { ...horowitz45nm, ...wrong } as Technology);
  } catch (e) {
    error = e;
  }
  expect(isEnergyError(error, "InvalidTechnologyError")).toBe(true);
  expect((error as InvalidTechnologyError).field).toBe(field);
});

it("derives a multiplication from a MAC, which cannot cost less than its addition", () => {
  const mine = { name: "mine", source: "datasheet 2020", joulesPerMac: 4e-12, joulesPerAccumulate: 1e-12 };
  expect(multiplicationOf(mine)).toBe(3e-12);
  expect(() => multiplicationOf({ ...mine, joulesPerMac: 0.5e-12 })).toThrow(/joulesPerMac/);
  expect(multiplicationOf({ ...mine, joulesPerMac: null })).toBeNull();
});

it("hardware without multipliers takes spikes alone", () => {
  expect(joules({ macs: 0, accumulates: 1e12 }, loihi)).toBeCloseTo(23.6, 9);
  expect(() => joules({ macs: 1, accumulates: 0 }, loihi)).toThrow(/Loihi.*joulesPerMac/);
});
