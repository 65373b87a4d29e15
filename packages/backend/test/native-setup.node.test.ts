import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setUpNative } from "../src/node/index.js";
import { nativeFolder, readyNativeFolder } from "../src/node/native/native-folder.js";
import { WHEEL } from "../src/node/native/pins.js";

const command = new URL("../dist/node/native/cli.js", import.meta.url).pathname;

const built = existsSync(command);
if (!built) console.log("skipped: no dist/ (run the build): the tests of cvar-setup-native need it");
const ready = readyNativeFolder() !== null;
if (!ready) console.log("skipped: tfjs-node is not set up (npm run setup:native): its own tests");

/** Runs the command with tools of our own making in front of the machine's. */
function run(args: string[], env: NodeJS.ProcessEnv, interruptWhen?: () => boolean) {
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    const child = spawn(process.execPath, [command, ...args], { env: { ...process.env, ...env } });
    let output = "";
    const keep = (text: Buffer) => {
      output += text;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const timer = setInterval(() => {
      if (!interruptWhen?.()) return;
      clearInterval(timer);
      child.kill("SIGINT");
    }, 20);
    child.on("close", (code) => {
      clearInterval(timer);
      resolve({ code, output });
    });
  });
}

describe.skipIf(!built || process.platform !== "linux" || process.arch !== "x64")(
  "the command, without a network",
  () => {
    let folder: string;
    let cache: string;
    let env: NodeJS.ProcessEnv;
    const tool = (name: string, script: string) => {
      writeFileSync(join(folder, "bin", name), `#!/bin/sh\n[ "$1" = --version ] && exit 0\n${script}\n`);
      chmodSync(join(folder, "bin", name), 0o755);
    };
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "cvar-setup-"));
      cache = join(folder, "cache");
      mkdirSync(join(folder, "bin"));
      env = { PATH: `${join(folder, "bin")}:${process.env.PATH}`, CVAR_NATIVE_CACHE: cache, CXX: "", PYTHON: "" };
      tool("g++", "exit 0");
      tool("npm", "mkdir -p node_modules/@tensorflow/tfjs-node/dist node_modules/@tensorflow/tfjs-node/binding");
      tool("python3", '[ "$3" = --version ] && exit 0\necho "ERROR: Could not find a version" >&2; exit 1');
    });
    afterEach(() => {
      rmSync(folder, { recursive: true, force: true });
    });

    it("says in one line that npm, or pip, could not fetch, and leaves nothing", async () => {
      const pip = await run([], env);
      expect(pip.code).toBe(1);
      expect(pip.output).toContain(
        "cvar-setup-native: pip could not fetch tensorflow-cpu 2.13.1 (Could not find a version): check the network",
      );
      tool("npm", 'echo "npm error code E404" >&2; exit 1');
      const npm = await run([], env);
      expect(npm.code).toBe(1);
      expect(npm.output).toContain("npm could not fetch tfjs-node (npm error code E404): check the network");
      expect(readdirSync(cache)).toEqual(["downloads"]);
      expect(readdirSync(join(cache, "downloads"))).toEqual([]);
    });

    it("refuses a wheel that is not the pinned one, and bad usage", async () => {
      const other = join(folder, "other.whl");
      writeFileSync(other, "not a wheel");
      const refused = await run(["--wheel", other], env);
      expect(refused).toMatchObject({ code: 1, output: expect.stringContaining(`whose SHA-256 is ${WHEEL.sha256}`) });
      const absent = await run(["--wheel", `${other}.absent`], env);
      expect(absent.output).toContain("cannot be read (ENOENT)");
      expect(await run(["--whel"], env)).toMatchObject({ code: 2 });
      expect((await run(["--help"], env)).output).toContain("--wheel FILE-OR-LINK");
    });

    it("leaves nothing half-done when interrupted, and sweeps what was killed", async () => {
      tool("npm", "touch started; exec sleep 30");
      mkdirSync(join(cache, "staging-999999999-dead"), { recursive: true });
      const staged = () => existsSync(cache) && readdirSync(cache).some((s) => existsSync(join(cache, s, "started")));
      const { code, output } = await run([], env, staged);
      expect(code).toBe(130);
      expect(output).toContain("interrupted: nothing half-done stays");
      expect(readdirSync(cache)).toEqual([]);
    });
  },
);

describe.skipIf(!built || !ready)("tfjs-node as it is set up", () => {
  it("is only checked when set up again", async () => {
    const setup = await setUpNative();
    expect(setup).toMatchObject({ fresh: false, folder: readyNativeFolder() });
    const stamp = JSON.parse(readFileSync(join(setup.folder, "complete.json"), "utf8"));
    expect(stamp.wheel.sha256).toBe(WHEEL.sha256);
    expect(nativeFolder(join(setup.folder, ".."))).toBe(setup.folder);
  });

  it("is preferred, computes in several threads at once, and hears of numeric paddings", async () => {
    const library = new URL("../dist/index.js", import.meta.url).href;
    const program = `
      import { Worker, isMainThread } from "node:worker_threads";
      import * as tf from "@tensorflow/tfjs-core";
      import "@tensorflow/tfjs-layers";
      import { registerTrainingKernels, selectBackend } from ${JSON.stringify(library)};
      const { name } = await selectBackend();
      registerTrainingKernels();
      const workers = isMainThread ? [0, 1].map(() => new Worker(new URL(import.meta.url))) : [];
      const x = tf.ones([2, 8, 8, 4]), w = tf.variable(tf.randomNormal([3, 3, 4, 4]));
      const optimizer = tf.train.adam(0.01);
      const losses = [];
      for (let i = 0; i < 200; i++) {
        const loss = optimizer.minimize(() => tf.mean(tf.square(tf.conv2d(x, w, 1, 1))), true, [w]);
        losses.push(loss.dataSync()[0]);
        loss.dispose();
      }
      console.log(name, losses.at(-1) < losses[0]);
      await Promise.all(workers.map((worker) => new Promise((done) => worker.on("exit", done))));
    `;
    const file = new URL(`native-threads.${process.pid}.generated.mjs`, import.meta.url).pathname;
    writeFileSync(file, program);
    try {
      const output = await new Promise<string>((resolve) => {
        const child = spawn(process.execPath, [file], { env: { ...process.env, CVAR_NATIVE: "" } });
        let text = "";
        child.stdout.on("data", (chunk) => {
          text += chunk;
        });
        child.stderr.on("data", (chunk) => {
          text += chunk;
        });
        child.on("close", () => resolve(text));
      });
      expect(output.trim().split("\n")).toEqual(["tensorflow true", "tensorflow true", "tensorflow true"]);
    } finally {
      rmSync(file);
    }
  });
});
