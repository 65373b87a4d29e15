import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import type { LatencyOptions } from "../src/index.js";
import {
  bernoulliSpikes,
  deltaEncode,
  latencyEncode,
  phaseEncode,
  phaseWeights,
  poissonEncode,
  populationEncode,
  rateEncode,
} from "../src/index.js";
import { distance, onEveryBackend } from "./backends.js";
import fixture from "./fixtures/encoders.json" with { type: "json" };

interface PeerCase {
  options: Record<string, number | boolean>;
  spikes: number[];
}
const peers = fixture as unknown as {
  x: number[][];
  latency: PeerCase[];
  series: number[][][];
  delta: PeerCase[];
};

/** snnTorch has time first. */
const timeFirst = (t: tf.Tensor) => tf.transpose(t, [1, 0, ...t.shape.slice(2).map((_, i) => i + 2)]);

onEveryBackend("encoders", () => {
  it.each(peers.latency)("latency equals snnTorch's: $options", ({ options, spikes }) => {
    const { num_steps, first_spike_time, ...rest } = options as Record<string, never>;
    const mine = latencyEncode(tf.tensor2d(peers.x), num_steps, {
      firstSpike: first_spike_time,
      ...rest,
    } as LatencyOptions);
    expect([...timeFirst(mine).dataSync()]).toEqual(spikes);
  });

  it.each(peers.delta)("delta equals snnTorch's: $options", ({ options, spikes }) => {
    const { off_spike, ...rest } = options as Record<string, never>;
    const mine = deltaEncode(timeFirst(tf.tensor3d(peers.series)), { offSpikes: off_spike, ...rest });
    expect([...timeFirst(mine).dataSync()]).toEqual(spikes);
  });

  it("rate spikes as often as asked, clipped, and the same for the same seed", () => {
    const p = tf.tensor2d([[0, 0.1, 0.5, 0.9, 1, 1.7, -0.4]]);
    const spikes = rateEncode(p, 4000, { seed: 3 });
    expect(spikes.shape).toEqual([1, 4000, 7]);
    expect(new Set(spikes.dataSync())).toEqual(new Set([0, 1]));
    const rates = [...tf.mean(spikes, [0, 1]).dataSync()];
    expect([rates[0], rates[4], rates[5], rates[6]]).toEqual([0, 1, 1, 0]);
    // Within four standard deviations of the binomial mean.
    for (const [i, expected] of [
      [1, 0.1],
      [2, 0.5],
      [3, 0.9],
    ] as const) {
      expect(Math.abs(rates[i]! - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / 4000));
    }
    // Steps are independent: neighbours agree as often as chance has it.
    const half = tf.slice(spikes, [0, 0, 2], [1, 4000, 1]).dataSync<"float32">();
    const agree = half.slice(1).reduce((n, o, t) => n + Number(o === half[t]), 0) / 3999;
    expect(Math.abs(agree - 0.5)).toBeLessThan(0.032);
    expect(rateEncode(p, 50, { seed: 3 }).dataSync()).toEqual(rateEncode(p, 50, { seed: 3 }).dataSync());
    expect(rateEncode(p, 50, { seed: 3 }).dataSync()).not.toEqual(rateEncode(p, 50, { seed: 4 }).dataSync());
    const scaled = rateEncode(p, 4000, { seed: 5, gain: 0.5, offset: 0.25 });
    expect(Math.abs(tf.mean(scaled, [0, 1]).dataSync()[4]! - 0.75)).toBeLessThan(0.028);
  });

  it("Poisson bins are empty as often as exp(−rate·dt)", () => {
    const spikes = poissonEncode(tf.tensor2d([[0, 40, 700, -5]]), 6000, { seed: 2, dt: 0.002 });
    const rates = [...tf.mean(spikes, [0, 1]).dataSync()];
    expect([rates[0], rates[3]]).toEqual([0, 0]);
    for (const [i, rate] of [
      [1, 40],
      [2, 700],
    ] as const) {
      const p = 1 - Math.exp(-rate * 0.002);
      expect(Math.abs(rates[i]! - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 6000));
    }
  });

  it("phases are binary digits that add up to the value", () => {
    const x = tf.tensor2d([[0, 0.5, 0.828125, 0.3, 1]]);
    const spikes = phaseEncode(x, 16);
    const weights = phaseWeights(16);
    const bits = (i: number) => [...tf.slice(spikes, [0, 0, i], [1, 16, 1]).dataSync()].join("");
    expect(bits(1)).toBe("1000000010000000");
    expect(bits(2)).toBe("1101010011010100");
    expect(bits(4)).toBe("1111111111111111");
    const decoded = tf.div(tf.sum(tf.mul(spikes, tf.reshape(weights, [1, 16, 1])), 1), 2);
    expect(distance(decoded.dataSync(), [0, 0.5, 0.828125, Math.floor(0.3 * 256) / 256, 255 / 256])).toBeLessThan(1e-7);
  });

  it("populations respond as their fields say", () => {
    const a = populationEncode(tf.tensor2d([[0.25], [0.9]]), { neurons: 4, beta: 2 });
    expect(a.shape).toEqual([2, 1, 4]);
    // M = 4: spacing 1/2, centres −1/4, 1/4, 3/4, 5/4, σ = 1/4.
    const field = (x: number, m: number) => Math.exp(-((x - m) ** 2) / (2 * 0.0625));
    const expected = [0.25, 0.9].flatMap((x) => [-0.25, 0.25, 0.75, 1.25].map((m) => field(x, m)));
    expect(distance(a.dataSync(), expected)).toBeLessThan(1e-6);
  });

  it("leave nothing behind but the spikes", () => {
    const x = tf.tensor2d(peers.x);
    const series = tf.tensor3d(peers.series);
    const runs = [
      () => rateEncode(x, 5, { seed: 1 }),
      () => bernoulliSpikes(x, 1),
      () => poissonEncode(x, 5, { seed: 1 }),
      () => latencyEncode(x, 5, { clip: true, normalize: true }),
      () => deltaEncode(series, { offSpikes: true }),
      () => phaseEncode(x, 5),
      () => populationEncode(x, { neurons: 5 }),
    ];
    for (const run of runs) {
      const before = tf.memory().numTensors;
      const made = run();
      expect(tf.memory().numTensors).toBe(before + 1);
      made.dispose();
    }
  });

  it("refuse what they cannot encode", () => {
    const x = tf.tensor2d(peers.x);
    expect(() => rateEncode(x, 0)).toThrow("steps is 0");
    expect(() => rateEncode(tf.scalar(1), 3)).toThrow("[B, …]");
    expect(() => poissonEncode(x, 3, { dt: 0 })).toThrow("dt is 0");
    expect(() => latencyEncode(x, 3, { threshold: 1 })).toThrow("threshold is 1");
    expect(() => latencyEncode(x, 3, { tau: -1 })).toThrow("tau is -1");
    expect(() => latencyEncode(x, 3, { firstSpike: 3 })).toThrow("firstSpike is 3, allowed: 0 to 2");
    expect(() => deltaEncode(tf.zeros([3, 0]))).toThrow("T ≥ 1");
    expect(() => deltaEncode(x, { threshold: 0 })).toThrow("threshold is 0");
    expect(() => phaseEncode(x, 4, 17)).toThrow("period is 17");
    expect(() => populationEncode(x, { neurons: 2 })).toThrow("neurons is 2");
  });
});
