import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { readmePrograms } from "../../../scripts/readme-programs.js";

it("the README's program prints a line for each P-frame", () => {
  const clip = fileURLToPath(new URL("../../../fixtures/actions/test/kick__022.mp4", import.meta.url));
  // Four groups of twelve: the I-frames print nothing.
  const lines = readmePrograms(import.meta.url)[0]!
    .run({ '"clip.avi"': JSON.stringify(clip) })
    .trim()
    .split("\n");
  expect(lines).toHaveLength(44);
  const size = 340 * 256 * 3;
  expect(lines[0]).toBe(`1 ${size} ${size}`);
});
