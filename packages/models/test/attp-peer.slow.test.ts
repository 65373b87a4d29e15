import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe } from "vitest";
import { peerPython, shared } from "../../../scripts/test-resources.js";
import { comparesWithPeer, type PeerOptions } from "./attp-peer.js";
import { backendsBesidePyTorch } from "./beside-pytorch.js";

const reference = shared("reference", "attp.py");
const python = reference && peerPython("torchvision", "safetensors");
const backends = (await backendsBesidePyTorch()).filter((backend) => backend !== "cpu");
const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

/** EfficientNet-B1 in every stream; a size that 32 does not divide, too. */
const cases: PeerOptions[] = [
  { size: 64, classes: 51, dims: 200, factors: 5 },
  { size: 72, classes: 5, dims: 8, factors: 3 },
];

describe.skipIf(!python).each(cases)("ATTP of $size pixels, $classes classes, beside PyTorch", (options) => {
  const folder = python ? write(python, options) : "";
  describe.each(backends)("on %s", (backend) => comparesWithPeer(folder, options, backend));
});

function write(program: string, options: PeerOptions): string {
  const folder = mkdtempSync(join(tmpdir(), "cvar-attp-"));
  made.push(folder);
  const script = fileURLToPath(new URL("peers/attp.py", import.meta.url));
  execFileSync(program, [script, folder, JSON.stringify({ ...options, reference })], { stdio: "inherit" });
  return folder;
}
