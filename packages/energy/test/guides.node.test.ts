import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { programsIn } from "../../../scripts/readme-programs.js";

const folder = fileURLToPath(new URL("..", import.meta.url));
const page = join(folder, "../../docs/guides/spiking-energy/README.md");

it("the guide on spikes and energy prints what it says", { timeout: 60_000 }, () => {
  const [program] = programsIn(page, folder);
  const promised = /^```text\n([\s\S]*?)^```$/m.exec(readFileSync(page, "utf8"))![1];
  expect(program!.run()).toBe(promised);
});
