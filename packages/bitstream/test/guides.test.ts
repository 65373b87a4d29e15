import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { programsIn } from "../../../scripts/readme-programs.js";
import { repository } from "../../../scripts/test-resources.js";

it("has a guide to rebuilding a frame whose program runs", () => {
  const guide = join(repository, "docs/guides/rebuild-a-frame/README.md");
  const clip = fileURLToPath(new URL("./fixtures/tiny.avi", import.meta.url));
  const [program] = programsIn(guide, fileURLToPath(new URL("..", import.meta.url)));
  const lines = program!
    .run({ '"clip.avi"': JSON.stringify(clip) })
    .trimEnd()
    .split("\n");
  expect(lines.length).toBe(14);
  expect(lines.slice(0, 2)).toEqual(["I 0 4032 luma samples", "P 1 4032 luma samples"]);
});
