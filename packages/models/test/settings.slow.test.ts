import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe } from "vitest";
import { peerPython, repository, shared } from "../../../scripts/test-resources.js";
import { backendsBesidePyTorch, testBesidePyTorch } from "./beside-pytorch.js";

const COUNT = Number(process.env.CVAR_SETTINGS ?? 4);
const python = peerPython("torch", "safetensors");
const network = shared("reference", "stm_net.py") ?? join(repository, "apps/bench/peers/stm_net.py");

/** Settings drawn at random; those of a seed (CVAR_SEED) are the same. */
function settings(seed: number) {
  let state = seed;
  const draw = (low: number, high: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + (Math.floor(state / 65536) % (high - low + 1));
  };
  return Array.from({ length: COUNT }, (_, k) => {
    const heads = draw(1, 4);
    const triplets = draw(1, 9);
    // PyTorch's network has no crop: where 15 pixels are left over its streams have different numbers of patches.
    const size = 16 * draw(1, 2) + draw(0, 14);
    // Over two or three features a layer norm's gradient is what rounding leaves of it.
    const transformer = { d: heads * draw(5, 8), depth: draw(0, 3), heads };
    const trunk = { width: draw(1, 4), nf: draw(3, 20), gc: draw(1, 8), rrdbs: draw(0, 2) };
    const config = { size, ...transformer, ...trunk, classes: draw(2, 12), triplets };
    const batch = { steps: draw(2, 8), batch: draw(1, 3), triplet: draw(0, triplets - 1) };
    return { name: String(k), config, ...batch, seed: seed + k };
  });
}

/** A folder with a folder of golden numbers per setting, or null without PyTorch. */
function madeByPyTorch(): string | null {
  if (python === null) return null;
  const seed = Number(process.env.CVAR_SEED ?? 1);
  const input = JSON.stringify(settings(seed));
  console.log(`settings of CVAR_SEED=${seed}: ${input}`);
  const folder = mkdtempSync(join(tmpdir(), "cvar-stm-net-"));
  const program = fileURLToPath(new URL("fixtures/stm-net.py", import.meta.url));
  execFileSync(python, [program, network, folder], { input, stdio: ["pipe", "inherit", "inherit"] });
  return folder;
}

const made = madeByPyTorch();
const backends = await backendsBesidePyTorch();
afterAll(() => made !== null && rmSync(made, { recursive: true }));

describe.skipIf(made === null)("STM-Net of other sizes beside PyTorch", () => {
  const folders = made === null ? [] : Array.from({ length: COUNT }, (_, k) => join(made, String(k)));
  testBesidePyTorch(folders, backends, 1e-3);
});
