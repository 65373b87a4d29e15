import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { expect, it } from "vitest";
import { bernoulliSpikes, FluctuationDriven, LeakScaled, lifSequence } from "../src/index.js";
import { onEveryBackend } from "./backends.js";

/** Mean, and standard deviation over time, of potentials without resets; the first 100 steps are left out. */
function potentials(x: tf.Tensor3D, w: tf.Tensor, leak: number): [number, number] {
  return tf.tidy(() => {
    const [batch, steps, inputs] = x.shape;
    const currents = tf.reshape(tf.matMul(tf.reshape(x, [-1, inputs]), w as tf.Tensor2D), [batch, steps, -1]);
    const { potential } = lifSequence(currents, null, { leak, threshold: 1, reset: "none" });
    const settled = tf.slice(potential, [0, 100, 0], [batch, steps - 100, potential.shape[2]!]);
    // The square root of the mean variance over time; neurons differ in their means.
    const { mean, variance } = tf.moments(settled, 1);
    return [tf.mean(mean).dataSync()[0]!, Math.sqrt(tf.mean(variance).dataSync()[0]!)];
  });
}

onEveryBackend("initializers", () => {
  it.each([
    { rate: 0.05, leak: 0.9, mean: 0, xi: 1, threshold: 1 },
    { rate: 0.2, leak: 0.6, mean: 0.3, xi: 2, threshold: 1.5 },
  ])("FluctuationDriven: potentials have the mean and deviation that was asked for: %o", (args) => {
    const w = new FluctuationDriven({ ...args, seed: 3 }).apply([200, 60]);
    const x = bernoulliSpikes(tf.fill([2, 1600, 200], args.rate), 5) as tf.Tensor3D;
    const [mean, deviation] = potentials(x, w, args.leak);
    const wanted = (args.threshold - args.mean) / args.xi;
    expect(Math.abs(deviation / wanted - 1)).toBeLessThan(0.05);
    // 60 neurons' means scatter by about σ_w·p·√n/(1 − λ).
    expect(Math.abs(mean - args.mean)).toBeLessThan(args.mean === 0 ? 0.5 : 0.15);
  });

  it.each(["white", "constant"] as const)("LeakScaled: potentials have the deviation asked for, %s input", (input) => {
    const w = new LeakScaled({ leak: 0.8, deviation: 0.7, meanSquare: 4, input, seed: 2 }).apply([150, 400]);
    const [batch, steps] = [1, 600];
    const x =
      input === "white"
        ? tf.randomNormal([batch, steps, 150], 0, 2, "float32", 4)
        : tf.tile(tf.randomNormal([batch, 1, 150], 0, 2, "float32", 4), [1, steps, 1]);
    if (input === "white") {
      expect(Math.abs(potentials(x as tf.Tensor3D, w, 0.8)[1] / 0.7 - 1)).toBeLessThan(0.05);
      return;
    }
    // A constant input leaves nothing to fluctuate: the deviation is the one over neurons.
    const u = tf.div(
      tf.matMul(tf.squeeze(tf.slice(x, [0, 0, 0], [1, 1, 150]), [1]) as tf.Tensor2D, w as tf.Tensor2D),
      0.2,
    );
    expect(Math.abs(Math.sqrt(tf.moments(u).variance.dataSync()[0]!) / 0.7 - 1)).toBeLessThan(0.2);
  });

  it("counts the inputs of convolutions, and comes back from a saved model", async () => {
    const initializer = new FluctuationDriven({ leak: 0.5, rate: 0.5, seed: 1 });
    expect(initializer.moments([3, 3, 4, 8]).deviation).toBeCloseTo(Math.sqrt(0.75 / (36 * 0.25)), 9);
    const depthwise = new FluctuationDriven({ leak: 0.5, rate: 0.5, fanIn: 9 });
    expect(depthwise.moments([3, 3, 4, 1]).deviation).toBeCloseTo(Math.sqrt(0.75 / (9 * 0.25)), 9);
    const layer = (kernelInitializer: FluctuationDriven | LeakScaled) =>
      tfl.layers.dense({ units: 3, inputShape: [4], kernelInitializer: kernelInitializer as never });
    const model = tfl.sequential({ layers: [layer(initializer), layer(new LeakScaled({ leak: 0.5, seed: 2 }))] });
    const loaded = await tfl.models.modelFromJSON(JSON.parse(model.toJSON() as string));
    const values = (m: tfl.LayersModel) => m.getWeights().flatMap((w) => [...w.dataSync()]);
    expect(values(loaded)).toEqual(values(model));
    expect(new Set(values(model)).size).toBeGreaterThan(12);
  });

  it("refuses what has no weights", () => {
    expect(() => new FluctuationDriven({ leak: 1, rate: 0.1 })).toThrow("leak is 1, allowed: [0, 1)");
    expect(() => new FluctuationDriven({ leak: 0.9, rate: 0 })).toThrow("rate is 0");
    expect(() => new FluctuationDriven({ leak: 0.9, rate: 0.1, mean: 1 })).toThrow("below the threshold, 1");
    expect(() => new FluctuationDriven({ leak: 0.9, rate: 0.1, mean: 0.9, xi: 3 }).apply([4, 3])).toThrow(
      "mean is 0.9",
    );
    expect(() => new LeakScaled({ leak: 0.9, deviation: 0 })).toThrow("deviation is 0");
    expect(() => new LeakScaled({ leak: 0.9, input: "pink" as never })).toThrow('input is "pink"');
  });
});
