import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { registerTrainingKernels } from "@cvar/backend";
import { loadNativeBackend } from "@cvar/backend/node";
import { ResidualInResidualDenseBlock } from "@cvar/fusion";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { torchWeightOf } from "../src/architecture/description.js";
import {
  createModel,
  descriptionOf,
  EFFICIENTNET_B0,
  type EfficientNetConfig,
  loadSafetensors,
  type ResNetConfig,
  type VitConfig,
} from "../src/index.js";
import { fromTorch, torchShape, toTorch } from "../src/weights/layouts.js";
import { lossAndGradients, relativeError } from "./golden.js";
import { numbers, openTorchNetwork, pictures, type TorchNetwork } from "./pytorch.js";

const native = await loadNativeBackend();
if (native !== null) console.warn(`not tested on tfjs-node: ${native} (npm run setup:native)`);
const BACKENDS = ["cpu", "wasm", ...(native === null ? ["tensorflow"] : [])];
const TOLERANCE = 1e-4;
const BATCH = 4;
const open = (name: string) => openTorchNetwork(new URL(`fixtures/${name}.safetensors`, import.meta.url));

const efficientnet: Partial<EfficientNetConfig> = {
  stem: 8,
  stages: [
    { expand: 1, kernel: 3, stride: 1, channels: 8, layers: 1 },
    { expand: 2, kernel: 5, stride: 2, channels: 16, layers: 2 },
    { expand: 3, kernel: 3, stride: 2, channels: 16, layers: 1 },
  ],
  top: 24,
  dropout: 0,
  stochasticDepth: 0,
  classes: 5,
};
const basic: Partial<ResNetConfig> = { layers: [2, 1, 1, 1], width: 2, classes: 5 };
const bottleneck: Partial<ResNetConfig> = { ...basic, layers: [1, 1, 1, 1] };
const transformer: Partial<VitConfig> = { patch: 8, depth: 2, heads: 2, d: 12, mlpRatio: 2, classes: 5 };
type Weights = "random" | "zeros";
const make = (name: string, size: number, weights: Weights) => {
  const options = { weights };
  switch (name) {
    case "efficientnet":
      return createModel("efficientnet-b0", { ...efficientnet, size }, options);
    case "efficientnet-large":
      return createModel("efficientnet-b7", { ...efficientnet, width: 1, depth: 1, size }, options);
    case "resnet-basic":
      return createModel("resnet-18", { ...basic, size }, options);
    case "resnet-bottleneck":
      return createModel("resnet-50", { ...bottleneck, size }, options);
    default:
      return createModel("vit-b-16", { ...transformer, size }, options);
  }
};
const NETWORKS = ["efficientnet", "efficientnet-large", "resnet-basic", "resnet-bottleneck", "vit"];

const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** The state dict under timm's names, where they differ. */
function timmState(torch: TorchNetwork): Uint8Array {
  const names = JSON.parse(torch.metadata.timm ?? "{}") as Record<string, string>;
  return torch.state((name) => names[name] ?? name);
}

describe.each(BACKENDS)("on %s", (backend) => {
  beforeAll(async () => {
    registerTrainingKernels();
    await tf.setBackend(backend);
  });

  describe.each(NETWORKS)("%s beside PyTorch", (name) => {
    const torch = open(name);
    const size = Number(torch.metadata.size);

    it("gives the same logits, loaded by torchvision's names and by timm's", () => {
      const x = pictures(BATCH, size);
      for (const dialect of ["torchvision", "timm"]) {
        const model = make(name, size, "zeros");
        const state = dialect === "timm" ? timmState(torch) : torch.state();
        const report = loadSafetensors(model, state, { dialect });
        expect(report).toMatchObject({ missing: [], unexpected: [], mismatched: [] });
        expect(report.loaded).toHaveLength(model.weights.length);
        const logits = tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync());
        expect(relativeError(logits, torch.read("logits"))).toBeLessThan(TOLERANCE);
        model.dispose();
      }
      x.dispose();
    });

    it("gives the same loss, gradients and running statistics in training", () => {
      const model = make(name, size, "zeros");
      loadSafetensors(model, torch.state());
      const x = pictures(BATCH, size);
      const labels = Float32Array.from({ length: BATCH }, (_, i) => i % 5);
      const { loss, gradients } = lossAndGradients(model, [x], labels);
      expect(Math.abs(loss / torch.read("loss")[0]! - 1)).toBeLessThan(TOLERANCE);
      const wanted = torch.names("gradient");
      if (wanted.length > 0) expect([...gradients.keys()].sort()).toEqual(wanted.toSorted());
      // A shift before a convolution that a batch norm follows has no effect: its gradient is rounding alone, here and there.
      const nothing = 1e-5 * Math.max(...wanted.map((key) => largest(torch.read(`gradient/${key}`))));
      const errors = wanted.map((key) => {
        const [gradient, expected] = [gradients.get(key)!, torch.read(`gradient/${key}`)];
        const idle = largest(expected) < nothing && largest(gradient) < nothing;
        return [key, idle ? 0 : relativeError(gradient, expected)] as const;
      });
      expect(errors.filter(([, error]) => !(error < TOLERANCE))).toEqual([]);
      const description = descriptionOf(model);
      const moved = model.nonTrainableWeights.map((weight) => {
        const { name: key, layout } = torchWeightOf(description, weight.originalName)!;
        const values = toTorch(weight.read().dataSync() as Float32Array, weight.shape as number[], layout);
        return [key, relativeError(values, torch.read(`moved/${key}`))] as const;
      });
      expect(moved.map(([key]) => key).sort()).toEqual(torch.names("moved").toSorted());
      expect(moved.filter(([, error]) => !(error < TOLERANCE))).toEqual([]);
      model.dispose();
      x.dispose();
    });
  });

  it("RRDB gives the same output and gradients", () => {
    const torch = open("rrdb");
    const layer = new ResidualInResidualDenseBlock({ growth: 2 });
    const [x, cotangent] = [1, 2].map((seed) => tf.tensor4d(numbers(2 * 6 * 5 * 4, seed), [2, 6, 5, 4]));
    layer.build(x!.shape);
    const inTorch = (name: string) =>
      name.replace(/^.*block(\d)_conv(\d)_(kernel|bias)$/, (_, block, conv, part) => {
        return `blocks.${block}.convs.${conv}.${part === "kernel" ? "weight" : "bias"}`;
      });
    const layout = (name: string) => (name.endsWith("kernel") ? ("convolution" as const) : ("same" as const));
    for (const weight of layer.weights) {
      const { originalName: name } = weight;
      const shape = weight.shape as number[];
      const values = torch.read(`state/${inTorch(name)}`);
      expect(values).toHaveLength(tf.util.sizeFromShape(torchShape(shape, layout(name))));
      weight.write(tf.tensor(fromTorch(values, shape, layout(name)), shape));
    }
    const nchw = (map: tf.Tensor) => tf.tidy(() => tf.transpose(map, [0, 3, 1, 2]).dataSync() as Float32Array);
    const output = tf.tidy(() => nchw(layer.apply(x!) as tf.Tensor));
    expect(relativeError(output, torch.read("output"))).toBeLessThan(TOLERANCE);
    const loss = () => tf.sum(tf.mul(layer.apply(x!) as tf.Tensor, cotangent!)) as tf.Scalar;
    const { grads } = tf.variableGrads(
      loss,
      layer.weights.map((weight) => weight.read() as tf.Variable),
    );
    for (const weight of layer.weights) {
      const { originalName: name } = weight;
      const gradient = toTorch(grads[weight.name]!.dataSync() as Float32Array, weight.shape as number[], layout(name));
      expect(relativeError(gradient, torch.read(`gradient/${inTorch(name)}`))).toBeLessThan(TOLERANCE);
    }
    const dx = tf.grad((input) => tf.sum(tf.mul(layer.apply(input) as tf.Tensor, cotangent!)))(x!);
    expect(relativeError(nchw(dx), torch.read("input gradient"))).toBeLessThan(TOLERANCE);
  });
});

it("a network of one kernel more is another network", () => {
  const torch = open("efficientnet");
  const wider = createModel("efficientnet-b0", { ...efficientnet, top: 32 }, { weights: "zeros" });
  expect(() => loadSafetensors(wider, torch.state())).toThrow(/features\.4\.0\.weight/);
  expect(EFFICIENTNET_B0.top).toBe(null);
  wider.dispose();
});
