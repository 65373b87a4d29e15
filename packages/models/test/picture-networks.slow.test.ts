import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { registerTrainingKernels, selectBackend } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { peerPython } from "../../../scripts/test-resources.js";
import { createModel, loadSafetensors, type ModelName, modelInfo } from "../src/index.js";
import { relativeError } from "./golden.js";
import { openTorchNetwork, pictures } from "./pytorch.js";

const PEER = fileURLToPath(new URL("peers/picture_networks.py", import.meta.url));
const python = peerPython("torchvision", "timm", "safetensors");

/** Name here, there, side of the input, and whose names the state dict has. */
const NETWORKS: readonly [ModelName, string, number][] = [
  ["efficientnet-b0", "torchvision/efficientnet_b0", 224],
  ["efficientnet-b1", "torchvision/efficientnet_b1", 131],
  ["efficientnet-b1", "timm/efficientnet_b1", 240],
  ["efficientnet-b5", "torchvision/efficientnet_b5", 70],
  ["resnet-18", "torchvision/resnet18", 224],
  ["resnet-18", "timm/resnet18", 97],
  ["resnet-50", "torchvision/resnet50", 64],
  ["vit-b-16", "torchvision/vit_b_16", 224],
  ["vit-b-16", "timm/vit_base_patch16_224", 224],
];

describe.skipIf(python === null)("whole networks with random weights and running statistics", () => {
  let folder: string;

  beforeAll(async () => {
    await selectBackend();
    registerTrainingKernels();
    folder = mkdtempSync(join(tmpdir(), "cvar-torch-"));
    const wanted = NETWORKS.map(([, theirs, size]) => `${theirs}@${size}`);
    execFileSync(python!, [PEER, "whole", folder, ...wanted], { stdio: ["ignore", "ignore", "pipe"] });
  }, 300_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(NETWORKS)(
    "%s gives the logits of %s at %i",
    (name, theirs, size) => {
      const torch = openTorchNetwork(join(folder, `${theirs.replace("/", "-")}@${size}.safetensors`));
      expect(modelInfo(name, { size }).parameters).toBe(Number(torch.metadata.parameters));
      const model = createModel(name, { size }, { weights: "zeros" });
      const report = loadSafetensors(model, torch.state());
      expect(report).toMatchObject({ missing: [], unexpected: [], mismatched: [] });
      const x = pictures(1, size);
      const logits = tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync());
      const error = relativeError(logits, torch.read("logits"));
      console.log(`${name} beside ${theirs}: ${error.toExponential(1)}`);
      expect(error).toBeLessThan(1e-4);
      model.dispose();
      x.dispose();
    },
    120_000,
  );
});
