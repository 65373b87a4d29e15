import { expect, it } from "vitest";
import { readmePrograms } from "../../../scripts/readme-programs.js";

it("the README's programs run, and print something", () => {
  const programs = readmePrograms(import.meta.url);
  expect(programs).toHaveLength(2);
  for (const program of programs) expect(program.run()).not.toBe("");
});
