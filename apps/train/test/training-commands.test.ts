import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readSafetensors } from "@cvar/models";
import { beforeAll, describe, expect, it } from "vitest";
import { repository } from "../../../scripts/test-resources.js";
import { memoryTerminal } from "../src/terminal.js";
import { clip, cvar, temporaryFolder } from "./cvar.js";
import { quick, smallSet } from "./small-set.js";

let folder: string;
let data: string;
let run: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  data = await smallSet(join(folder, "data"));
  run = join(folder, "run");
  const { code, stderr } = await cvar(["train", "--data", data, "--out", run, "--epochs", "3", ...quick]);
  expect(`${code} ${stderr}`).toMatch(
    /^0 stm-net-tiny \(image, motion, residual\), .* 2 classes, 4 clips, recipe small, 3 epochs of 2 steps/,
  );
});

const json = async (path: string) => JSON.parse(await readFile(path, "utf8"));
const weights = async (at: string) => {
  const { tensors } = readSafetensors(new Uint8Array(await readFile(join(at, "checkpoint.safetensors"))));
  return [...tensors].map(([name, { bytes }]) => [name, Buffer.from(bytes).toString("base64")]);
};

describe("cvar train", () => {
  it("leaves a run folder with model, history, result and report", async () => {
    const described = await json(join(run, "run.json"));
    expect(described).toMatchObject({
      status: "finished",
      classes: ["jump", "wave"],
      shape: { size: 32, steps: 3 },
      epochs: 3,
      skipped: [],
    });
    expect(described.history.map((h: { epoch: number }) => h.epoch)).toEqual([0, 1, 2]);
    expect(existsSync(join(run, "model", "model.json"))).toBe(true);
    const result = await json(join(run, "result.json"));
    expect(result).toMatchObject({ testClips: 4, chance: 0.5, split: "test", skipped: [] });
    expect(result.params).toBeGreaterThan(100_000);
    expect(result.macsPerVideo).toBeGreaterThan(1e6);
    expect(result.energyJoules).toBeCloseTo(result.macsPerVideo * 4.6e-12 + result.accumulatesPerVideo * 0.9e-12, 12);
    const html = await readFile(join(run, "report.html"), "utf8");
    expect(html).toContain("<svg");
    expect(html.match(/data:image\/png;base64/g)!.length).toBe(4 * 6);
    expect(html).not.toMatch(/(src|href)="(?!data:|#)/);
  });

  it("does not overwrite a run unless asked to", async () => {
    const { code, stderr } = await cvar(["train", "--data", data, "--out", run, ...quick]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/holds a run already; add --resume/);
  });

  it("stops at Ctrl-C after the step, says how to go on, and goes on to the same weights", async () => {
    const stopped = join(folder, "stopped");
    const terminal = memoryTerminal();
    const training = cvar(["train", "--data", data, "--out", stopped, "--epochs", "3", ...quick], terminal);
    while (!terminal.stderr().includes("train 1/6")) await new Promise((resolve) => setTimeout(resolve, 5));
    terminal.interrupt();
    const { code, stderr } = await training;
    expect(code).toBe(1);
    expect(stderr).toContain(`go on with \`cvar train --resume --out ${stopped}\``);
    expect((await json(join(stopped, "run.json"))).status).toBe("training");
    // A run that is not finished can be evaluated already, from its checkpoint.
    expect((await cvar(["evaluate", "--model", stopped, "--workers", "0"])).code).toBe(0);

    const resumed = await cvar(["train", "--resume", "--out", stopped, "--no-report"]);
    expect(resumed.code).toBe(0);
    expect(await weights(stopped)).toEqual(await weights(run));
    expect((await cvar(["train", "--resume", "--out", stopped, "--seed", "9"])).stderr).toMatch(/has seed 0, not 9/);
  });

  it("leaves out clips that cannot be read, and lists them", async () => {
    const broken = await smallSet(join(folder, "broken"), 1, [
      "cut.avi,jump,train",
      "none.avi,wave,train",
      "text.avi,wave,test",
    ]);
    const bytes = await readFile(clip);
    await writeFile(join(broken, "cut.avi"), bytes.subarray(0, 400));
    await writeFile(join(broken, "text.avi"), "no video");
    const out = join(folder, "broken-run");
    const { code, stdout } = await cvar(["train", "--data", broken, "--out", out, "--epochs", "1", ...quick]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/skipped .*text\.avi: /);
    const { skipped } = await json(join(out, "run.json"));
    expect(skipped.map(({ file }: { file: string }) => file.slice(broken.length + 1)).sort()).toEqual([
      "cut.avi",
      "none.avi",
    ]);
    for (const { reason } of skipped) expect(reason.length).toBeGreaterThan(10);
  });

  it("fails when no clip can be read", async () => {
    const list = join(folder, "none.csv");
    await writeFile(list, "file,label,split\na.avi,x,train\nb.avi,y,train\n");
    const { code, stderr } = await cvar(["train", "--data", list, "--out", join(folder, "none"), ...quick]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/none of the 2 training clips can be read; the first: /);
  });

  it("refuses a list with a bad row, naming the line", async () => {
    const list = join(folder, "bad.csv");
    await writeFile(list, "file,label,split\na.avi,x,training\n");
    const { code, stderr } = await cvar(["train", "--data", list, "--out", join(folder, "bad"), ...quick]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/bad\.csv, line 2, column "split"/);
  });
});

describe("kill −9", () => {
  const cli = join(repository, "apps", "train", "bin", "cvar.js");
  it.skipIf(!existsSync(join(repository, "apps", "train", "dist", "cli.js")))(
    "loses at most an epoch, and resuming ends in the same weights",
    async () => {
      const out = join(folder, "killed");
      const child = spawn(
        process.execPath,
        [cli, "train", "--data", data, "--out", out, "--epochs", "3", "--no-report", ...quick],
        { stdio: "ignore" },
      );
      const ended = new Promise((resolve) => child.on("exit", resolve));
      while (!existsSync(join(out, "checkpoint.safetensors")) && child.exitCode === null)
        await new Promise((resolve) => setTimeout(resolve, 5));
      child.kill("SIGKILL");
      await ended;
      expect(child.signalCode).toBe("SIGKILL");
      expect((await cvar(["train", "--resume", "--out", out, "--no-report"])).code).toBe(0);
      expect(await weights(out)).toEqual(await weights(run));
    },
  );
});

describe("cvar evaluate", () => {
  it("evaluates a split of another list", async () => {
    const { code, stdout } = await cvar([
      "evaluate",
      "--model",
      run,
      "--data",
      data,
      "--split",
      "train",
      "--workers",
      "0",
      "--json",
    ]);
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ split: "train", testClips: 4 });
    expect(result.confusion.flat().reduce((a: number, b: number) => a + b)).toBe(4);
  });

  it("scores several crops of each triplet, at as many times the cost", async () => {
    const evaluated = async (crops: string) => {
      const { stdout } = await cvar(["evaluate", "--model", run, "--crops", crops, "--workers", "0", "--json"]);
      return JSON.parse(stdout);
    };
    const [one, three] = [await evaluated("1"), await evaluated("3")];
    expect([one.crops, three.crops, three.testClips]).toEqual([1, 3, one.testClips]);
    expect(three.measuredOn).toBe(one.measuredOn);
    expect(three.macsPerVideo).toBe(3 * one.macsPerVideo);
    expect(three.clips.map((clip: { probability: number }) => clip.probability)).not.toEqual(
      one.clips.map((clip: { probability: number }) => clip.probability),
    );
    const { code, stderr } = await cvar(["evaluate", "--model", run, "--crops", "5"]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/--crops "5": must be 1, 3 or 10/)]);
  });

  it("evaluates runs of version 0.1, which say nothing of the model's config and of what is read", async () => {
    const old = join(folder, "old");
    await cp(run, old, { recursive: true });
    const { modelConfig, reading, ...described } = await json(join(run, "run.json"));
    expect([modelConfig.size, reading.sampling]).toEqual([32, "triplets"]);
    await writeFile(join(old, "run.json"), JSON.stringify(described));
    const evaluated = async (folder: string) =>
      JSON.parse((await cvar(["evaluate", "--model", folder, "--workers", "0", "--json"])).stdout).clips;
    const clips = (of: { file: string; probability: number }[]) => of.map(({ probability }) => probability);
    const now = clips(await evaluated(run));
    expect(clips(await evaluated(old))).toEqual(now);
    await rm(join(old, "model"), { recursive: true });
    expect(clips(await evaluated(old))).toEqual(now);
  });

  it("says that a split or a class is not there", async () => {
    expect((await cvar(["evaluate", "--model", run, "--split", "val"])).stderr).toMatch(
      /has no clips in the split "val"; it has: train, test/,
    );
    const list = join(folder, "foreign.csv");
    await writeFile(list, "file,label,split\na.avi,dance,test\n");
    expect((await cvar(["evaluate", "--model", run, "--data", list])).stderr).toMatch(
      /no clip .* has a class of the run; its classes are: jump, wave/,
    );
  });

  it("refuses a damaged run", async () => {
    const damaged = join(folder, "damaged");
    await smallSet(damaged, 1);
    await writeFile(join(damaged, "run.json"), "{");
    expect(await cvar(["evaluate", "--model", damaged])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/run\.json is no JSON/),
    });
    await writeFile(join(damaged, "run.json"), "{}");
    expect(await cvar(["evaluate", "--model", damaged])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/run\.json: format: /),
    });
  });
});

describe("cvar predict", () => {
  it("ranks the actions and counts the cost", async () => {
    const { code, stdout } = await cvar(["predict", clip, "--model", run, "--json"]);
    expect(code).toBe(0);
    const { top, cost } = JSON.parse(stdout);
    expect(top.map(({ label }: { label: string }) => label).sort()).toEqual(["jump", "wave"]);
    expect(top[0].probability + top[1].probability).toBeCloseTo(1, 5);
    expect(cost.macs).toBe((await json(join(run, "result.json"))).macsPerVideo);
    expect((await cvar(["predict", clip, "--model", run])).stdout).toMatch(/energy +.* [mµ]?J \(45 nm\)/);
  });
});
