import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { readmePrograms } from "../../../scripts/readme-programs.js";

it("has an example in its README that prints what it says", () => {
  const clip = fileURLToPath(new URL("./fixtures/tiny.mp4", import.meta.url));
  const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");
  const promised = /```text\n(.*?)```/s.exec(readme)?.[1];
  expect(readmePrograms(import.meta.url)[0]!.run({ '"clip.mp4"': JSON.stringify(clip) })).toBe(promised);
});
