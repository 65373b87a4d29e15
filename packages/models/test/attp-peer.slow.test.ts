import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadNativeBackend } from "@cvar/backend/node";
import { afterAll, describe, expect, it } from "vitest";
import { peerPython, shared } from "../../../scripts/test-resources.js";
import { comparesWithPeer, type PeerOptions } from "./attp-peer.js";

const reference = shared("reference", "attp.py");
const python = reference && peerPython("torchvision", "safetensors");
const native = await loadNativeBackend();
if (native !== null) console.warn(`not tested on tfjs-node: ${native} (npm run setup:native)`);
const backends = ["wasm", ...(native === null ? ["tensorflow"] : [])];
const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

/** EfficientNet-B1 in every stream; a size that 32 does not divide, too. */
const cases: PeerOptions[] = [
  { size: 64, classes: 51, dims: 200, factors: 5, training: false },
  { size: 72, classes: 5, dims: 8, factors: 3, training: true },
];

it.skipIf(!python)("has backends to compare on", () => expect(backends.length).toBeGreaterThan(0));

describe.skipIf(!python).each(cases)("ATTP of $size pixels, training: $training, beside PyTorch", (options) => {
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
