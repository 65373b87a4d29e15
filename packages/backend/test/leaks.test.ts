import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { backends, use } from "./backends.js";
import { faults } from "./faults.js";
import type { Twin } from "./finite-differences.js";
import { onePassOperations } from "./one-pass-operations.js";

/** The full number takes half a minute. */
const CALLS = process.env.CVAR_SLOW ? 1000 : 30;

const twins: Record<string, Twin> = {
  ...Object.fromEntries(Object.entries(faults).map(([name, { twin }]) => [name, twin])),
  ...onePassOperations,
};

describe.each(backends)("%s", (backend) => {
  beforeAll(() => use(backend));

  it.each(Object.keys(twins))(`${CALLS} gradients leave nothing behind: %s`, (name) => {
    const { shapes, tensors, valueOnly } = twins[name]!;
    const xs = shapes.map((shape) => tf.ones([...shape]));
    const gradients = tf.grads((...inputs: tf.Tensor[]) => tf.sum(tensors(...inputs)));
    const once = () => tf.dispose(valueOnly ? tf.tidy(() => tensors(...xs)) : gradients(xs));
    once();
    const held = () => [
      tf.memory().numTensors,
      tf.memory().numDataBuffers,
      tf.memory().numBytes,
      tf.engine().backend.numDataIds(),
    ];
    const before = held();
    for (let i = 0; i < CALLS; i++) once();
    expect(held()).toEqual(before);
    tf.dispose(xs);
  });
});
