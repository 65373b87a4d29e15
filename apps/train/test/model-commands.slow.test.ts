import { expect, it } from "vitest";
import { cvar } from "./cvar.js";

it("computes the paper's row: 83.41 M parameters, 0.1590 T MACs in 8 triplets, 0.73 J", async () => {
  const { code, stdout } = await cvar("energy --json");
  expect(code).toBe(0);
  const rows = JSON.parse(stdout) as { name: string; params: number; macs: number; joules: number; source: string }[];
  const base = rows.find(({ name }) => name === "stm-net-base")!;
  const printed = rows.find(({ source }) => source === "printed")!;
  expect(base.params).toBe(83_406_733);
  expect(base.macs / 1e12).toBeCloseTo(0.159, 3);
  expect(base.joules).toBeCloseTo(printed.joules, 2);
});
