import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { programOf } from "../../../scripts/readme-programs.js";
import { repository } from "../../../scripts/test-resources.js";

it("the guide's program runs, and prints what the guide says of it", { timeout: 90_000 }, () => {
  const guide = join(repository, "docs/guides/energy/README.md");
  const printed = programOf(guide, fileURLToPath(new URL("..", import.meta.url))).run();
  expect(printed).not.toMatch(/NaN|undefined|not measured/);
  const dense = 6 * 32 * 32 * (9 * 2 * 16 + 9 * 16 * 16) + 6 * 32 * 32 * 16 * 10;
  expect(printed).toContain(`${dense} multiply-accumulates if everything were dense`);
  expect(Number(/spike rate: ([\d.]+)/.exec(printed)![1])).toBeGreaterThan(0);
  // The first layer is dense, the others are not.
  expect(printed).toMatch(/^first +\S.* 1\.77 M +0 /m);
  expect(printed).toMatch(/^second +\S+ +\d+ +0 +[\d.]+ [kM] /m);
  expect(Number(/with memory ([\d.]+) times/.exec(printed)![1])).toBeGreaterThan(1);
  expect(printed).toMatch(/spiking +dense +difference +ratio/);
});
