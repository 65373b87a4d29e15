import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { withoutValues } from "@cvar/backend";
import { createModel, EFFICIENTNET_B1, efficientNetFeatures, type ModelName } from "@cvar/models";
import * as tfl from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { sharedFile } from "../../../scripts/shared-file.js";
import { type AttentionForm, type ConventionName, type CountOptions, countOperations } from "../src/index.js";
import { fused, mixed, products } from "./networks/special.js";
import { swin } from "./networks/swin.js";
import { torchvision } from "./networks/torchvision.js";

/** What the counters say; flop-counters/generate.py asked them. */
interface Counted {
  /** With the batch axis; channels come first. */
  readonly input: readonly number[];
  readonly parameters: number;
  readonly torch: number;
  readonly ptflops: number;
  readonly fvcore: number;
  readonly fvcoreBy: Readonly<Record<string, number>>;
  readonly fvcoreActivations: number;
  /** A training step of two samples. */
  readonly torchTraining?: number;
}
const path = fileURLToPath(new URL("./flop-counters/flop-counters.json", import.meta.url));
const { networks } = JSON.parse(readFileSync(path, "utf8")) as { networks: Record<string, Counted> };

/** EfficientNet-B1 without its pooling and its classifier: 1280 maps of 8×8 to 1000 classes, with a bias. */
const whole = networks.efficientnet_b1!;
const B1_FEATURES = {
  parameters: whole.parameters - 1281 * 1000,
  fvcore: whole.fvcore - 1280 * 1000 - 1280 * 64,
  ptflops: whole.ptflops - 1281 * 1000 - 2 * 1280 * 64,
  torch: whole.torch - 2 * 1280 * 1000,
};

/** The registry's networks that torchvision has too. */
const REGISTERED: Record<string, ModelName> = {
  resnet18: "resnet-18",
  resnet50: "resnet-50",
  vit_b_16: "vit-b-16",
  efficientnet_b0: "efficientnet-b0",
  efficientnet_b1: "efficientnet-b1",
};
const CONVENTIONS = ["fvcore", "ptflops", "torch"] as const satisfies readonly ConventionName[];

describe.each(Object.entries(REGISTERED))("%s", (name, registered) => {
  const model = withoutValues(() => createModel(registered, {}, { weights: "zeros" }));
  const wanted = networks[name]!;

  it.each(CONVENTIONS)("has the FLOPs that %s counts", (convention) => {
    expect(countOperations(model, undefined, { convention }).flops).toBe(wanted[convention]);
  });

  it("has its parameters, activations and kinds of operations", () => {
    const { parameters, activations, byKind } = countOperations(model, undefined, { convention: "fvcore" });
    const { fvcoreBy: by } = wanted;
    expect(parameters).toBe(wanted.parameters);
    // Within nn.MultiheadAttention fvcore sees the maps but not the products.
    if (name !== "vit_b_16") expect(activations).toBe(wanted.fvcoreActivations);
    expect(byKind.normalisation).toBe(by.batch_norm ?? by.layer_norm);
    expect(byKind.pooling).toBe(by.adaptive_avg_pool2d);
    // A vision transformer's patches may be embedded by a convolution or by a linear map.
    expect((byKind.convolution ?? 0) + byKind.linear!).toBe(by.conv! + by.linear!);
  });
});

it("EfficientNet-B1's features have the FLOPs that each counter says, at 240 pixels", () => {
  const counted = withoutValues(() => {
    const image = tfl.input({ shape: [240, 240, 3] });
    const model = tfl.model({ inputs: image, outputs: efficientNetFeatures(image, EFFICIENTNET_B1) });
    const counts = CONVENTIONS.map((convention) => countOperations(model, undefined, { convention }));
    model.dispose();
    return counts;
  });
  expect(B1_FEATURES).toEqual({
    parameters: counted[0]!.parameters,
    ...Object.fromEntries(counted.map(({ convention, flops }) => [convention, flops])),
  });
});

it("a training step of ResNet-18 has the FLOPs of PyTorch's counter", () => {
  const model = withoutValues(() => createModel("resnet-18", {}, { weights: "zeros" }));
  const { flops } = countOperations(model, [2, 224, 224, 3], { convention: "torch", training: true });
  expect(flops).toBe(networks.resnet18!.torchTraining);
  model.dispose();
});

/** Networks that are written with the modules that ptflops knows, and nothing else. */
const EXACT = ["resnet18", "resnet50", "vit_b_16", "mixed", "fused"];

/** How attention is written. */
const FORMS: Readonly<Record<string, AttentionForm>> = { products: "products", swin_t: "products", fused: "function" };

/** What ptflops does not see. */
const UNSEEN: Readonly<Record<string, string>> = {
  r3d_18: "its convolutions, of a class derived from Conv3d",
  swin_t: "its maps, by functional.linear",
  products: "einsum",
};

/** Multiply-accumulates are met exactly, and the whole within half a percent. */
describe.each(Object.entries({ ...torchvision, swin_t: swin, mixed, products, fused }))(
  "%s, of operations",
  (name, network) => {
    const wanted = networks[name]!;
    const [batch, channels, ...extents] = wanted.input;
    const shape = extents.length > 1 ? [batch!, ...extents, channels!] : wanted.input;
    const attention = FORMS[name] ?? "module";
    const count = (options: CountOptions) => countOperations(network, shape, { attention, ...options });

    it("has fvcore's multiply-accumulates, normalisations and activations", () => {
      const { fvcoreBy: by } = wanted;
      const { macs, flops, byKind, activations } = count({ convention: "fvcore" });
      expect(macs).toBe(["conv", "linear", "matmul", "einsum"].reduce((sum, kind) => sum + (by[kind] ?? 0), 0));
      expect(byKind.normalisation).toBe(by.batch_norm ?? by.layer_norm);
      expect(Math.abs(flops / wanted.fvcore - 1)).toBeLessThan(1e-5);
      // What fvcore does not see writes nothing either.
      if (name !== "vit_b_16" && name !== "fused") expect(activations).toBe(wanted.fvcoreActivations);
    });

    it("has the FLOPs of PyTorch's counter", () => {
      expect(count({ convention: "torch" }).flops).toBe(wanted.torch);
    });

    it.skipIf(name in UNSEEN)("has the MACs of ptflops", () => {
      const { flops } = count({ convention: "ptflops" });
      expect(Math.abs(flops / wanted.ptflops - 1)).toBeLessThan(EXACT.includes(name) ? 1e-9 : 0.005);
    });
  },
);

const golden = await sharedFile("golden", "flops.json");
it.runIf(golden)("the counters said the same elsewhere", () => {
  const elsewhere = JSON.parse(new TextDecoder().decode(golden!)) as Record<string, Record<string, number>>;
  for (const [key, values] of Object.entries(elsewhere)) {
    const here = key === "b1feat@240" ? B1_FEATURES : networks[key.split("@")[0]!]!;
    const { params, fvcore, torch_flop_counter: torch, ptflops } = values;
    expect({ key, params, fvcore, torch, ptflops }).toEqual({
      key,
      params: here.parameters,
      fvcore: here.fvcore,
      torch: here.torch,
      ptflops: here.ptflops,
    });
  }
});
