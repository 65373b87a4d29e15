import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { registerTrainingKernels } from "@cvar/backend";
import { loadNativeBackend } from "@cvar/backend/node";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { goldenInputs, goldenModel, lossAndGradients, openGolden, relativeError } from "./golden.js";

const TOLERANCE = 1e-4;

/** The backends that STM-Net is held against PyTorch on: cpu, wasm, and tfjs-node where it is set up. */
export async function backendsBesidePyTorch(): Promise<string[]> {
  const native = await loadNativeBackend();
  if (native !== null) console.warn(`not tested on tfjs-node: ${native} (npm run setup:native)`);
  return ["cpu", "wasm", ...(native === null ? ["tensorflow"] : [])];
}

/**
 * Tests that the networks of golden folders give PyTorch's logits, potentials, loss and gradients, to 1e-4 of the largest.
 *
 * @param sums  the tolerance for thresholds and leaks: each gradient is one sum over all pixels and steps, in which large
 *   terms may cancel, so that single precision (PyTorch's too) loses digits
 */
export function testBesidePyTorch(folders: readonly string[], backends: readonly string[], sums = TOLERANCE): void {
  const cases = folders.flatMap((folder) => backends.map((backend) => [folder, backend] as const));

  describe.each(cases)("%s on %s", (folder, backend) => {
    const golden = openGolden(folder);
    let model: tfl.LayersModel;
    let inputs: tf.Tensor[];

    beforeAll(async () => {
      registerTrainingKernels();
      await tf.setBackend(backend);
      model = goldenModel(golden);
      inputs = goldenInputs(golden);
      return () => {
        model.dispose();
        tf.dispose(inputs);
      };
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
      const tolerance = (name: string) => (/threshold$|leak$/.test(name) ? sums : TOLERANCE);
      expect(errors.filter(([error, name]) => !(error < tolerance(name)))).toEqual([]);
    });
  });
}
