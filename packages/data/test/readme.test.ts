import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { readmePrograms } from "../../../scripts/readme-programs.js";

const clips = fileURLToPath(new URL("../../../fixtures/actions/train", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "cvar-videos-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("the README's program loads a folder of classes in batches", () => {
  for (const [name, ...files] of [
    ["kick", "kick__001.avi", "kick__002.mp4"],
    ["wave", "wave__001.avi"],
  ] as const) {
    mkdirSync(join(folder, "train", name), { recursive: true });
    for (const file of files) copyFileSync(join(clips, file), join(folder, "train", name, file));
  }
  const printed = readmePrograms(import.meta.url)[0]!.run({ '"videos"': JSON.stringify(folder) });
  expect(printed).toContain(`${3 * 112 * 112 * 3}`);
});
