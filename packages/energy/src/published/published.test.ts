import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isEnergyError } from "../errors.js";
import { joules } from "../joules.js";
import { type Claim, checkClaim } from "./claims/claim.js";
import { checkClaims } from "./claims/index.js";
import {
  ATTP_TABLE_1,
  ATTP_TABLE_2,
  ATTP_TABLE_3,
  figure,
  isPrintedAs,
  PAPERS,
  roundedFrom,
  rowOf,
  STM_NET_TABLE_1,
  STM_NET_TABLE_2,
} from "./index.js";

describe("printed numbers", () => {
  it("keep their digits, bounds and dashes", () => {
    expect(figure("51.180")).toEqual({ text: "51.180", value: 51.18, unit: 0.001, atLeast: false });
    expect(figure(">3.422")).toMatchObject({ value: 3.422, atLeast: true });
    expect(figure("18")).toMatchObject({ value: 18, unit: 1 });
    expect([figure("–"), figure("-")]).toEqual([null, null]);
    for (const text of ["", ".", "-3", "1e3", "NaN", "1.2.3", "<3"]) {
      expect(() => figure(text)).toThrow(/figure/);
      try {
        figure(text);
      } catch (error) {
        expect(isEnergyError(error, "InvalidOptionError")).toBe(true);
      }
    }
  });

  it("a number is printed as what it rounds to, or is cut off to", () => {
    const printed = fc.record({ digits: fc.integer({ min: 0, max: 4 }), count: fc.nat(1_000_000) });
    fc.assert(
      fc.property(printed, fc.double({ min: -0.49, max: 0.99, noNaN: true }), ({ digits, count }, part) => {
        const unit = 10 ** -digits;
        const text = figure((count * unit).toFixed(digits))!;
        expect(isPrintedAs((count + part) * unit, text)).toBe(true);
        expect(isPrintedAs((count + part + 1.5) * unit, text)).toBe(false);
        expect(isPrintedAs((count - 0.51) * unit, text)).toBe(false);
      }),
    );
    expect(isPrintedAs(5, figure(">3")!)).toBe(true);
    expect(isPrintedAs(2, figure(">3")!)).toBe(false);
  });
});

describe("tables", () => {
  it("have the rows of the papers, each once, with dashes as null", () => {
    const tables = [STM_NET_TABLE_1, STM_NET_TABLE_2, ATTP_TABLE_1, ATTP_TABLE_2, ATTP_TABLE_3];
    expect(tables.map(({ rows }) => rows.length)).toEqual([13, 13, 6, 14, 8]);
    for (const { paper, rows } of tables) {
      expect(PAPERS[paper]).toMatch(/Compressed Videos/);
      expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
      for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toBeUndefined();
    }
    expect(rowOf(STM_NET_TABLE_1, "MM-ViT")).toMatchObject({ hmdb51: null, parameters: null, speed: null });
    expect(rowOf(ATTP_TABLE_2, "P3D")).toMatchObject({ gflops: null, parameters: { value: 98 } });
    expect(() => rowOf(ATTP_TABLE_2, "I4D")).toThrow(/no row "I4D"/);
  });

  it("4.6 pJ a MAC and 0.9 pJ an accumulate give every joule of Table 1 from operations that print as its TFLOPs", () => {
    for (const { name, tflops, spikeGflops, joules: printed } of STM_NET_TABLE_1.rows) {
      const accumulates = (spikeGflops?.value ?? 0) * 1e9;
      const macs = (printed!.value - joules({ macs: 0, accumulates })) / 4.6e-12;
      expect([name, isPrintedAs(macs / 1e12, tflops!)]).toEqual([name, true]);
      // All but the paper's own row are rounded; that one is cut off.
      const [low, high] = roundedFrom(tflops!);
      expect([name, macs / 1e12 >= low && macs / 1e12 <= high]).toEqual([name, name !== "Ours"]);
    }
  });

  it("Table 3's means of the splits are right", () => {
    for (const { hmdb51, hmdb51Mean, ucf101, ucf101Mean } of ATTP_TABLE_3.rows) {
      for (const [splits, mean] of [
        [hmdb51, hmdb51Mean],
        [ucf101, ucf101Mean],
      ] as const) {
        expect(isPrintedAs(splits.reduce((sum, split) => sum + split!.value, 0) / 3, mean!)).toBe(true);
      }
    }
  });
});

describe("claims", () => {
  const checked = new Map(checkClaims().map((claim) => [claim.id, claim]));
  const exceptionsOf = (id: string) => checked.get(id)!.exceptions.map(({ row }) => row);

  it("those that the tables contradict are found, the others are not accused", () => {
    const of = (verdict: string) => [...checked.values()].filter((c) => c.verdict === verdict).map(({ id }) => id);
    expect(of("contradicted").sort()).toEqual([
      "attp/one-tenth",
      "stm-net/cost-73.5-higher",
      "stm-net/energy-97-higher",
      "stm-net/energy-of-operations",
      "stm-net/hmdb-with-flow",
      "stm-net/hmdb-without-flow",
      "stm-net/over-3.5-joules",
      "stm-net/parameters-of-others",
      "stm-net/smallest",
      "stm-net/ssv2-raw",
      "stm-net/state-of-the-art",
      "stm-net/views-of-others",
    ]);
    expect(of("holds with exceptions").sort()).toEqual(["stm-net/compute-70", "stm-net/cost-19"]);
    expect(of("in another reading").sort()).toEqual(["attp/40-fps", "stm-net/speed-55-percent", "stm-net/ucf-14"]);
    for (const id of ["stm-net/speed-56", "stm-net/cost-330", "stm-net/speed-372", "attp/storage-70"])
      expect(checked.get(id)!.verdict).toBe("holds");
  });

  it("name the rows and the arithmetic", () => {
    expect(exceptionsOf("stm-net/smallest")).toEqual(["MFCD-Net", "MIMO", "TEAM-Net", "CoViAR", "Wu et al.", "PKD"]);
    expect(exceptionsOf("stm-net/cost-19")).toEqual(["CV-C3D", "PKD"]);
    expect(exceptionsOf("stm-net/energy-of-operations")).toEqual(["Ours"]);
    expect(checked.get("stm-net/energy-of-operations")!.exceptions[0]!.arithmetic).toContain("0.1588 T");
    expect(checked.get("stm-net/views-of-others")!.exceptions[0]!.arithmetic).toContain("9.25 G");
    expect(checked.get("attp/one-tenth")!.readings[0]).toMatchObject({ arithmetic: "15.1 / 3.0", fits: false });
    expect(checked.get("attp/one-tenth")!.readings[0]!.value).toBeCloseTo(5.033, 3);
    expect(checked.get("attp/40-fps")!.readings[0]!.value).toBeCloseTo(27.17, 2);
  });

  it("are judged by the numbers alone", () => {
    const claim = (value: number, literal: boolean, exception: boolean): Claim => ({
      ...{ id: "x", paper: "attp", place: "", quote: "", asked: "", stated: figure("10"), unit: "×" },
      evidence: () => ({
        readings: [{ what: "", arithmetic: "", value, literal }],
        exceptions: exception ? [{ row: "r", arithmetic: "" }] : [],
      }),
    });
    const verdict = (...args: Parameters<typeof claim>) => checkClaim(claim(...args)).verdict;
    expect(verdict(10.4, true, false)).toBe("holds");
    expect(verdict(10.4, false, false)).toBe("in another reading");
    expect(verdict(12, true, false)).toBe("contradicted");
    expect(verdict(10, true, true)).toBe("holds with exceptions");
    expect(verdict(12, true, true)).toBe("contradicted");
    expect(checkClaim({ ...claim(12, true, true), stated: null }).verdict).toBe("contradicted");
    expect(checkClaim({ ...claim(12, true, false), stated: null }).verdict).toBe("holds");
  });
});
