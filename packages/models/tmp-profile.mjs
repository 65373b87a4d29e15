import { registerTrainingKernels, selectBackend } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { createModel, modelInfo } from "@cvar/models";
import { encoderBlock } from "@cvar/fusion";
await selectBackend({ prefer: [process.env.B ?? "wasm"] });
registerTrainingKernels();
const engine = tf.engine();
let table = new Map(), busy = false, detail = process.env.DETAIL;
const run = engine.runKernel.bind(engine);
engine.runKernel = (name, inputs, attrs) => {
  if (busy) return run(name, inputs, attrs);
  busy = true;
  const t = performance.now();
  try { return run(name, inputs, attrs); } finally {
    busy = false;
    const ms = performance.now() - t;
    const key = detail ? name + " " + Object.values(inputs).filter(Boolean).map((x) => "[" + x.shape + "]").join("") + (attrs?.axis !== undefined ? " axis " + attrs.axis : "") + (attrs?.perm ? " perm " + attrs.perm : "") : name;
    const e = table.get(key) ?? { ms: 0, n: 0 };
    e.ms += ms; e.n++; table.set(key, e);
  }
};
const optimizer = () => tf.train.adam(1e-3);
function profile(title, step, rounds = 7) {
  step(); step();
  const tables = [], totals = [];
  for (let i = 0; i < rounds; i++) {
    table = new Map();
    const t = performance.now(); step(); totals.push(performance.now() - t);
    tables.push(table);
  }
  const best = totals.indexOf(Math.min(...totals));
  const rows = [...tables[best]].sort((a, b) => b[1].ms - a[1].ms);
  const sum = rows.reduce((s, [, e]) => s + e.ms, 0);
  console.log(`\n== ${title}: best ${totals[best].toFixed(1)} ms, kernels ${sum.toFixed(1)} ms`);
  for (const [k, e] of rows.slice(0, +(process.env.TOP ?? 22))) console.log(`  ${e.ms.toFixed(2).padStart(8)} ms ${String(e.n).padStart(4)}×  ${k}`);
}
function stm() {
  const overrides = { dropout: 0 };
  const { config, inputs: wanted } = modelInfo("stm-net-tiny", overrides);
  const model = createModel("stm-net-tiny", overrides);
  const inputs = wanted.map(({ shape, dtype }, i) => dtype === "float32" ? tf.randomNormal([8, ...shape], 0, 1, dtype, i + 1) : tf.tensor2d(Array.from({ length: 8 }, (_, t) => [t % config.triplets]), [8, 1], "int32"));
  const labels = tf.cast(tf.oneHot(tf.tensor1d(Array.from({ length: 8 }, (_, i) => i % config.classes), "int32"), config.classes), "float32");
  const opt = optimizer(); const weights = model.trainableWeights.map((w) => w.read());
  profile("STM-Net tiny", () => { const l = opt.minimize(() => tf.losses.softmaxCrossEntropy(labels, model.apply(inputs, { training: true })), true, weights); l.dataSync(); l.dispose(); });
}
function cnn() {
  const L = tfl.layers; const block = (f) => [L.conv2d({ filters: f, kernelSize: 3, padding: "same", useBias: false }), L.batchNormalization({}), L.reLU({}), L.maxPooling2d({ poolSize: 2 })];
  const model = tfl.sequential();
  model.add(L.inputLayer({ inputShape: [64, 64, 3] }));
  for (const f of [16, 32, 64]) for (const l of block(f)) model.add(l);
  model.add(L.globalAveragePooling2d({})); model.add(L.dense({ units: 10 }));
  const x = tf.randomNormal([8, 64, 64, 3]); const y = tf.cast(tf.oneHot(tf.range(0, 8, 1, "int32"), 10), "float32");
  const opt = optimizer(); const weights = model.trainableWeights.map((w) => w.read());
  profile("CNN bn relu maxpool", () => { const l = opt.minimize(() => tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true })), true, weights); l.dataSync(); l.dispose(); });
}
function bench() {
  const L = tfl.layers; const model = tfl.sequential();
  model.add(L.inputLayer({ inputShape: [64, 64, 3] }));
  for (const [f, s] of [[16, 1], [32, 2], [64, 2], [64, 2]]) model.add(L.conv2d({ filters: f, kernelSize: 3, strides: s, padding: "same", activation: "relu" }));
  model.add(L.globalAveragePooling2d({})); model.add(L.dense({ units: 10 }));
  const x = tf.randomNormal([8, 64, 64, 3]); const y = tf.cast(tf.oneHot(tf.range(0, 8, 1, "int32"), 10), "float32");
  const opt = optimizer(); const weights = model.trainableWeights.map((w) => w.read());
  profile("CNN 4 conv bias relu", () => { const l = opt.minimize(() => tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true })), true, weights); l.dataSync(); l.dispose(); });
}
function transformer() {
  const d = 128, v = (...s) => tf.variable(tf.randomNormal(s, 0, 0.05)); 
  const lin = (i, o) => ({ kernel: v(i, o), bias: v(o) });
  const params = { norm1: { scale: v(d), shift: v(d) }, attention: { qkv: lin(d, 3 * d), projection: lin(d, d) }, norm2: { scale: v(d), shift: v(d) }, expand: lin(d, 4 * d), contract: lin(4 * d, d) };
  const x = tf.randomNormal([8, 147, d]); const opt = optimizer();
  profile("encoder block", () => { const l = opt.minimize(() => tf.mean(tf.square(encoderBlock(x, params, { heads: 4 }))), true); l.dataSync(); l.dispose(); });
}
function mbconv() {
  const v = (...s) => tf.variable(tf.randomNormal(s, 0, 0.1));
  const c = 24, e = 96, sq = 6; const w1 = v(1, 1, c, e), dw = v(3, 3, e, 1), w2 = v(1, 1, e, c), s1 = v(1, 1, e, sq), b1 = v(sq), s2 = v(1, 1, sq, e), b2 = v(e);
  const g = [v(e), v(e), v(c)], bb = [v(e), v(e), v(c)];
  const swish = (x) => tf.mul(x, tf.sigmoid(x));
  const bn = (x, i) => { const { mean, variance } = tf.moments(x, [0, 1, 2]); return tf.batchNorm(x, mean, variance, bb[i], g[i], 1e-3); };
  const x = tf.randomNormal([8, 32, 32, c]); const opt = optimizer();
  const f = () => { let h = swish(bn(tf.conv2d(x, w1, 1, "same"), 0)); h = swish(bn(tf.depthwiseConv2d(h, dw, 1, "same"), 1));
    const s = tf.sigmoid(tf.add(tf.conv2d(swish(tf.add(tf.conv2d(tf.mean(h, [1, 2], true), s1, 1, "same"), b1)), s2, 1, "same"), b2));
    return tf.mean(tf.square(tf.add(x, bn(tf.conv2d(tf.mul(h, s), w2, 1, "same"), 2)))); };
  profile("MBConv", () => { const l = opt.minimize(f, true, [w1, dw, w2, s1, b1, s2, b2, ...g, ...bb]); l.dataSync(); l.dispose(); });
}
const all = { stm, cnn, bench, transformer, mbconv };
for (const [k, f] of Object.entries(all)) if (!process.argv[2] || process.argv.slice(2).includes(k)) { try { f(); } catch (e) { console.log(k, e.stack); } tf.disposeVariables(); }
