import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, expect, it } from "vitest";
import { surrogate } from "../src/index.js";
import { heatMapPicture, potentialPicture, rasterPicture, rateMap, surrogatePicture } from "../src/pictures/index.js";

beforeAll(() => tf.setBackend("cpu"));

/** Every element of a kind with a fill or stroke of this colour. */
const drawn = (picture: string, colour: string) =>
  picture.match(new RegExp(`<path[^>]*(fill|stroke)="${colour}"`, "g"))?.length ?? 0;
const BLUE = "#2f5fd0";

it("draws a dot for each spike of the sample that is asked for", async () => {
  const spikes = tf.tensor3d([
    [
      [0, 1, 0],
      [1, 1, 0],
    ],
    [
      [0, 0, 0],
      [0, 1, 0],
    ],
  ]);
  const first = await rasterPicture(spikes, { title: "three neurons & <some>" });
  expect(first.startsWith("<svg")).toBe(true);
  expect(first).toContain("three neurons &amp; &lt;some&gt;");
  expect(drawn(first, BLUE)).toBe(3);
  expect(drawn(await rasterPicture(spikes, { sample: 1 }), BLUE)).toBe(1);
  const many = await rasterPicture(tf.ones([1, 2, 50]), { neurons: 10 });
  expect(drawn(many, BLUE)).toBe(20);
  expect(many).toContain("10 of 50 neurons");
});

it("draws a line per potential, the threshold, and dots where they spike", async () => {
  const potential = tf.tensor3d([
    [
      [0.5, 1],
      [1.5, 0.2],
      [0.1, 0.4],
    ],
  ]);
  const spikes = tf.cast(tf.greater(potential, 1), "float32");
  const picture = await potentialPicture(potential, { threshold: 1, spikes });
  expect(picture).toContain("v_th");
  expect(picture).toContain("neuron 1");
  const plain = await potentialPicture(potential);
  expect(plain).not.toContain("v_th");
  await expect(potentialPicture(potential, { spikes: tf.zeros([1, 2, 2]) })).rejects.toThrow(
    "the potential's, [1,3,2]",
  );
});

it("draws a cell per number, and makes tables of rates", async () => {
  const picture = await heatMapPicture(
    tf.tensor2d([
      [0, 0.5, 1],
      [0.2, 0, 0],
    ]),
    { value: "spikes per step" },
  );
  expect(picture).toContain("spikes per step");
  expect(picture).toContain("1.000");
  const flat = tf.tensor3d([
    [
      [1, 0],
      [1, 1],
    ],
    [
      [0, 0],
      [1, 0],
    ],
  ]);
  expect(rateMap(flat).arraySync()).toEqual([
    [0.5, 1],
    [0, 0.5],
  ]);
  const frames = tf.concat([tf.ones([1, 2, 1, 2, 2]), tf.zeros([1, 2, 1, 2, 2])], 2);
  expect(rateMap(frames).arraySync()).toEqual([
    [1, 1],
    [0, 0],
  ]);
});

it("draws surrogates with their parameters", () => {
  const picture = surrogatePicture([surrogate("atan"), surrogate("straightThrough")]);
  expect(picture).toContain("atan (alpha 2)");
  expect(picture).toContain("straightThrough");
});

it("leaves no tensors behind, and refuses what it cannot show", async () => {
  const spikes = tf.ones([2, 3, 4]);
  const { numTensors } = tf.memory();
  await rasterPicture(spikes);
  await potentialPicture(spikes);
  expect(tf.memory().numTensors).toBe(numTensors);
  await expect(rasterPicture(spikes, { sample: 2 })).rejects.toThrow("sample is 2, allowed: 0 to 1");
  await expect(rasterPicture(tf.ones([3]))).rejects.toThrow("[B, T, …]");
  await expect(rasterPicture(spikes, { neurons: 0 })).rejects.toThrow("neurons is 0");
  await expect(heatMapPicture(spikes)).rejects.toThrow("[rows, columns]");
  expect(() => rateMap(tf.ones([2, 3]))).toThrow("[B, T, N] or [B, T, H, W, C]");
});
