import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { registerTrainingKernels } from "@cvar/backend";
import { loadNativeBackend } from "@cvar/backend/node";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { shared } from "../../../scripts/test-resources.js";
import {
  extraGoldenFolders,
  goldenInputs,
  goldenModel,
  lossAndGradients,
  openGolden,
  relativeError,
} from "./golden.js";

const usual = shared("golden", "stm_net");
const folders = [...(usual ? [usual] : []), ...extraGoldenFolders()];
const native = await loadNativeBackend();
if (native !== null) console.warn(`not tested on tfjs-node: ${native} (npm run setup:native)`);
const names = ["cpu", "wasm", ...(native === null ? ["tensorflow"] : [])];
const cases = folders.flatMap((folder) => names.map((backend) => [folder, backend] as const));
const TOLERANCE = 1e-4;

describe.skipIf(!usual)("STM-Net beside PyTorch", () => {
  it("has golden numbers to compare with", () => expect(cases.length).toBeGreaterThan(0));

  describe.each(cases)("%s on %s", (folder, backend) => {
    const golden = openGolden(folder);
    let model: tfl.LayersModel;
    let inputs: tf.Tensor[];

    beforeAll(async () => {
      registerTrainingKernels();
      await tf.setBackend(backend);
      model = goldenModel(golden);
      inputs = goldenInputs(golden);
    });

    it("gives the same logits", () => {
      const logits = tf.tidy(() => (model.predict(inputs) as tf.Tensor).dataSync());
      const error = relativeError(logits, golden.read("io", "logits").values);
      console.log(`logits: ${error.toExponential(1)} (${backend})`);
      expect(error).toBeLessThan(TOLERANCE);
    });

    it("gives the same potential at the end of the motion STM", () => {
      const stm = tfl.model({
        inputs: model.inputs,
        outputs: model.getLayer("stm_motion").output as tfl.SymbolicTensor,
      });
      const potential = tf.tidy(() => tf.transpose(stm.predict(inputs) as tf.Tensor, [0, 3, 1, 2]).dataSync());
      const error = relativeError(potential, golden.read("io", "stm_mv").values);
      console.log(`STM: ${error.toExponential(1)} (${backend})`);
      expect(error).toBeLessThan(TOLERANCE);
    });

    it("gives the same loss, and the same gradient of every parameter", () => {
      const { loss, gradients } = lossAndGradients(model, inputs, golden.read("io", "labels").values);
      const expected = golden.read("io", "loss").values[0]!;
      expect(Math.abs(loss - expected) / expected).toBeLessThan(TOLERANCE);
      expect([...gradients.keys()].sort()).toEqual(golden.names("gradients").sort());
      const errors = golden
        .names("gradients")
        .map((name) => [relativeError(gradients.get(name)!, golden.read("gradients", name).values), name] as const)
        .sort(([a], [b]) => b - a);
      console.log(`gradients: ${errors[0]![0].toExponential(1)} ${errors[0]![1]} (${backend})`);
      expect(errors.filter(([error]) => !(error < TOLERANCE))).toEqual([]);
    });
  });
});
