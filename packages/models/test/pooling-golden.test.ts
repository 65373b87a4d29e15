import { readFileSync } from "node:fs";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { registerTrainingKernels } from "@cvar/backend";
import { loadNativeBackend } from "@cvar/backend/node";
import { factorisedBilinearPooling, normalisePooled, temporalTrilinearPooling, trilinearPooling } from "@cvar/fusion";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { shared } from "../../../scripts/test-resources.js";
import { readSafetensors, valuesOf } from "../src/index.js";
import { relativeError } from "./golden.js";

const file = shared("golden", "attp", "fusion.safetensors");
const native = await loadNativeBackend();
if (native !== null) console.warn(`not tested on tfjs-node: ${native} (npm run setup:native)`);
const TOLERANCE = 1e-4;
const FEATURES = ["i_t", "i_dt", "mv", "r", "u", "v", "w"];

describe.skipIf(!file).each(["cpu", "wasm", ...(native === null ? ["tensorflow"] : [])])(
  "pooling beside PyTorch on %s",
  (backend) => {
    const values = (name: string) => valuesOf(golden.get(name)!) as Float32Array;
    const tensor = (name: string) =>
      tf.tensor3d(values(name), [...golden.get(name)!.shape] as [number, number, number]);
    const golden = file ? readSafetensors(new Uint8Array(readFileSync(file))).tensors : new Map();

    beforeAll(async () => {
      registerTrainingKernels();
      await tf.setBackend(backend);
    });

    it("gives the same MFB, TP and TTP", () =>
      tf.tidy(() => {
        const [x, neighbour, y, z, u, v, w] = FEATURES.map(tensor) as tf.Tensor3D[];
        const params = { u: u!, v: v!, w: w! };
        const made = {
          mfb: factorisedBilinearPooling(x!, y!, params),
          tp: normalisePooled(trilinearPooling(x!, y!, z!, params)),
          ttp: temporalTrilinearPooling(x!, neighbour!, y!, z!, params),
        };
        for (const [name, pooled] of Object.entries(made)) {
          expect(relativeError(pooled.dataSync(), values(name)), name).toBeLessThan(TOLERANCE);
        }
      }));

    it("gives the same gradient of every map and every factor", () => {
      const loss = (...inputs: tf.Tensor[]) => {
        const [x, neighbour, y, z, u, v, w] = inputs as tf.Tensor3D[];
        const weights = tf.tensor2d(values("loss_weights"), [2, 8]);
        const pooled = temporalTrilinearPooling(x!, neighbour!, y!, z!, { u: u!, v: v!, w: w! });
        return tf.sum(tf.mul(pooled, weights)) as tf.Scalar;
      };
      tf.tidy(() => {
        const gradients = tf.grads(loss)(FEATURES.map(tensor));
        FEATURES.forEach((name, i) => {
          const error = relativeError(gradients[i]!.dataSync(), values(`grad_${name}`));
          expect(error, name).toBeLessThan(TOLERANCE);
        });
      });
    });
  },
);
