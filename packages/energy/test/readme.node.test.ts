import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { readmePrograms } from "../../../scripts/readme-programs.js";

const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");

it("the README's example prints what it says", { timeout: 60_000 }, () => {
  const promised = /^```text\n([\s\S]*?)^```$/m.exec(readme)![1]!;
  const [first] = readmePrograms(import.meta.url);
  expect(first!.run().trim()).toBe(promised.trim());
});

it("the README's graph model is counted", { timeout: 60_000 }, () => {
  const second = readmePrograms(import.meta.url)[1]!;
  const handler = fileURLToPath(new URL("graph-handler.mjs", import.meta.url));
  const printed = second.run({
    '"https://example.org/model.json"': `(await import(${JSON.stringify(handler)})).pointwise`,
  });
  // 1×1, 3 to 2 channels, on 224×224 pixels.
  expect(printed).toMatch(/theirs\n +parameters +6\n +multiply-accumulates +301 k/);
});
