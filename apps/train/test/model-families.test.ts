import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readSafetensors } from "@cvar/models";
import { loadModel, saveWeights } from "@cvar/models/node";
import { beforeAll, describe, expect, it } from "vitest";
import { train } from "../src/training/train.js";
import { trainSchema } from "../src/training/train-config.js";
import { clip, cvar, temporaryFolder } from "./cvar.js";
import { smallAttp, smallEfficientNet, smallResNet, smallViT } from "./small-models.js";
import { smallSet } from "./small-set.js";

let folder: string;
let data: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  data = await smallSet(join(folder, "data"));
});

const json = async (path: string) => JSON.parse(await readFile(path, "utf8"));
/** All that a checkpoint holds, statistics of batch norms too. */
const checkpoint = async (at: string) => {
  const { tensors } = readSafetensors(new Uint8Array(await readFile(join(at, "checkpoint.safetensors"))));
  return [...tensors].map(([name, { bytes }]) => [name, Buffer.from(bytes).toString("base64")]);
};

interface Family {
  readonly name: string;
  readonly model: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly more?: Readonly<Record<string, unknown>>;
  readonly view: string;
  readonly modalities: readonly string[];
}

const smallStmNet = { size: 32, d: 8, depth: 1, heads: 2, nf: 8, gc: 4, rrdbs: 1, stm: { width: 4 } };

const families: Family[] = [
  {
    ...{ name: "STM-Net on I-frames alone", model: "stm-net-tiny", config: smallStmNet },
    ...{ more: { modalities: ["image"] }, view: "triplets", modalities: ["image"] },
  },
  {
    ...{ name: "EfficientNet on I-frames", model: "efficientnet-b0", config: smallEfficientNet },
    ...{ view: "I-frames", modalities: ["image"] },
  },
  {
    ...{ name: "EfficientNet on vectors", model: "efficientnet-b1", config: smallEfficientNet },
    ...{ more: { input: "motion", accumulation: "none" }, view: "groups", modalities: ["motion"] },
  },
  {
    ...{ name: "ResNet on residuals", model: "resnet-18", config: smallResNet },
    ...{ more: { input: "residual" }, view: "groups", modalities: ["residual"] },
  },
  {
    ...{ name: "ViT on I-frames", model: "vit-ti-16", config: smallViT },
    ...{ view: "I-frames", modalities: ["image"] },
  },
  {
    ...{ name: "ATTP", model: "attp", config: smallAttp },
    ...{ view: "pairs of groups", modalities: ["image", "motion", "residual"] },
  },
];

describe.each(families)("$name", ({ name, model, config, more = {}, view, modalities }) => {
  const options = (out: string) => {
    const settings = { epochs: 2, batchSize: 2, workers: 0, microBatch: 1, recipe: "small" } as const;
    return { data, out: join(folder, `${name}-${out}`), model, config, ...settings, ...more };
  };

  it("trains, resumes to the same weights, evaluates and predicts", async () => {
    const whole = await train(trainSchema.parse(options("whole")));
    const moved = whole.model.nonTrainableWeights.map((weight) => weight.read().dataSync());
    expect(moved.every((values) => values.some((value) => value !== 0 && value !== 1))).toBe(true);
    whole.model.dispose();

    const stop = new AbortController();
    let steps = 0;
    const onStep = () => {
      if (++steps === 3) stop.abort();
    };
    const stopped = await train(trainSchema.parse(options("stopped")), { signal: stop.signal, onStep });
    stopped.model.dispose();
    expect(stopped.finished).toBe(false);
    const out = options("stopped").out;
    // A checkpoint alone is enough to evaluate.
    expect((await cvar(["predict", clip, "--model", out, "--json"])).code).toBe(0);
    const { code, stderr } = await cvar(["train", "--resume", "--out", out, "--no-report"]);
    expect(`${code} ${stderr}`).toMatch(/^0 /);
    expect(await checkpoint(out)).toEqual(await checkpoint(options("whole").out));
    expect(await json(join(out, "run.json"))).toMatchObject({ model, modalities, modelConfig: { classes: 2 } });

    const result = JSON.parse(
      (await cvar(["evaluate", "--model", out, "--workers", "0", "--report", "--json"])).stdout,
    );
    expect(result).toMatchObject({ views: 8, view, testClips: 4, modalities });
    expect(result.macsPerVideo).toBeGreaterThan(1e4);
    const predicted = JSON.parse((await cvar(["predict", clip, "--model", out, "--json"])).stdout);
    expect(predicted.top.length).toBe(2);
    expect(predicted.cost.macs).toBe(result.macsPerVideo);
  });
});

describe("one line for what does not fit", () => {
  const line = async (...args: string[]) => {
    const { code, stderr } = await cvar(["train", "--data", data, "--out", join(folder, "none"), ...args]);
    return `${code} ${stderr.trim().split("\n").at(-1)}`;
  };
  it.each([
    [["--config", "{"], /^2 cvar: option --config: .*JSON/],
    [["--config", "[1]"], /^2 cvar: option --config: there is no file "\[1\]"/],
    [["--config", "/nonexistent.json"], /^2 cvar: option --config: there is no file/],
    [["--config", '{"widht":1}'], /^2 cvar: model stm-net-tiny: config\.widht .*allowed/],
    [["--config", '{"heads":7}'], /^2 cvar: model stm-net-tiny: config\.heads is 7, allowed: divisors of d = 64/],
    [["--model", "efficientnet-b0", "--steps", "3"], /^2 cvar: option --steps: efficientnet-b0 has no such field/],
    [["--model", "efficientnet-b0", "--modalities", "image"], /^2 cvar: option --modalities: efficientnet-b0/],
    [
      ["--model", "efficientnet-b0", "--config", '{"channels":5}'],
      /^2 cvar: efficientnet-b0 takes "image" \[32, 32, 5\], videos give image/,
    ],
    [
      ["--input", "motion"],
      /^2 cvar: --input is for models that look at one picture; stm-net-tiny takes image, motion/,
    ],
    [["--frames", "B"], /^1 cvar: none of the 4 training clips can be read; .*no B-frames/],
    [["--weights", "/nonexistent"], /^1 cvar: \/nonexistent: /],
  ])("%j", async (args, message) => {
    expect(await line(...args, "--size", "32", "--workers", "0")).toMatch(message);
  });
});

describe("--weights", () => {
  it("starts from another training's weights, with a new classifier where the classes differ", async () => {
    const config = JSON.stringify(smallEfficientNet);
    const options = [
      "--model",
      "efficientnet-b0",
      "--config",
      config,
      "--epochs",
      "1",
      "--workers",
      "0",
      "--no-report",
    ];
    const start = async (out: string, weights: string, ...more: string[]) => {
      const line = ["train", "--data", data, "--out", join(folder, out), ...options, "--weights", weights, ...more];
      const { code, stderr } = await cvar(line);
      return `${code} ${stderr}`;
    };
    const trained = join(folder, "EfficientNet on I-frames-whole", "model");
    expect(await start("same", trained)).toMatch(/^0 .*model: set (\d+) of \1 weights by tfjs names\n/);

    const file = join(folder, "torch.safetensors");
    const { model } = await loadModel(trained);
    await saveWeights(model, file);
    model.dispose();
    expect(await start("motion", file, "--input", "motion")).toMatch(
      /^0 .*\n {2}adapted to the input's channels \(1\)/,
    );
    const list = join(data, "three.csv");
    const rows = await readFile(join(data, "labels.csv"), "utf8");
    await writeFile(list, rows.replace("jump__002.mp4,jump", "jump__002.mp4,hop"));
    expect(await start("other", file, "--data", list)).toMatch(/^0 .*\n {2}left as initialised \(2\)/);
    expect(await start("into", `image=${file}`)).toMatch(/^1 cvar: .*torch\.safetensors: .*into/);
  });
});
