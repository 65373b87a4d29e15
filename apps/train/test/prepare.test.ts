import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ffmpeg } from "../../../scripts/test-resources.js";
import { encodeArguments, papersEncoding } from "../src/prepare/ffmpeg.js";
import { memoryTerminal } from "../src/terminal.js";
import { actions, cvar, temporaryFolder } from "./cvar.js";

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});

it("asks for the papers' format", () => {
  const line = encodeArguments("in.webm", "out.mp4", papersEncoding, []).join(" ");
  expect(line).toMatch(/-vf scale=340:256,setsar=1 .*-c:v mpeg4 -g 12 -bf 0 -sc_threshold \d+ -q:v 1/);
});

it("says how to get FFmpeg where there is none", async () => {
  const list = join(folder, "list.csv");
  await writeFile(list, "file,label,split\na.avi,x,train\n");
  const path = process.env.PATH;
  process.env.PATH = folder;
  try {
    const { code, stderr } = await cvar(["prepare", "--data", list, "--out", join(folder, "none")]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/cvar: no FFmpeg on the PATH; install it \(Debian and Ubuntu: `apt install ffmpeg`/);
  } finally {
    process.env.PATH = path;
  }
});

describe.skipIf(!ffmpeg())("cvar prepare", () => {
  /** Two good clips in folders of classes, one that is none. */
  async function dataset(name: string): Promise<string> {
    const data = join(folder, name);
    for (const label of ["jump", "wave"]) {
      await mkdir(join(data, label), { recursive: true });
      await copyFile(join(actions, "train", `${label}__001.avi`), join(data, label, "one.avi"));
    }
    await copyFile(join(actions, "train", "wave__002.mp4"), join(data, "wave", "one.mp4"));
    await writeFile(join(data, "wave", "broken.avi"), "no video");
    return data;
  }

  it("encodes every clip with GOPs of 12 and lists them, leaving out what is broken", async () => {
    const data = await dataset("raw");
    const out = join(folder, "prepared");
    const { code, stdout } = await cvar([
      "prepare",
      "--data",
      data,
      "--out",
      out,
      "--quality",
      "8",
      "--jobs",
      "2",
      "--json",
    ]);
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ encoded: 3, kept: 0, broken: [{ file: join(data, "wave", "broken.avi") }] });
    expect(result.broken[0].reason).toMatch(/Invalid data|invalid/i);
    const rows = (await readFile(join(out, "labels.csv"), "utf8")).trim().split("\n");
    expect(rows[0]).toMatch(/^file,label,split/);
    expect(rows).toHaveLength(4);
    const found = JSON.parse((await cvar(["inspect", join(out, "jump", "one.mp4"), "--json"])).stdout);
    expect(found).toMatchObject({ container: "mp4", width: 340, height: 256, gops: { longest: 12 }, types: { B: 0 } });
    expect((await readdir(out, { recursive: true })).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("keeps what is finished, and makes again what is not", async () => {
    const data = await dataset("raw2");
    const out = join(folder, "prepared2");
    const line = ["prepare", "--data", data, "--out", out, "--quality", "8", "--json"];
    await cvar(line);
    const kept = join(out, "jump", "one.mp4");
    await utimes(kept, 1, 1);
    await writeFile(join(out, "wave", "two.mp4.123.tmp"), "half");
    expect(JSON.parse((await cvar(line)).stdout)).toMatchObject({ encoded: 0, kept: 3 });
    expect((await stat(kept)).mtimeMs).toBe(1000);
    expect(existsSync(join(out, "wave", "two.mp4.123.tmp"))).toBe(false);
    expect(await cvar([...line, "--gop", "6"])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/clips of another encoding/),
    });
  });

  it("stops at Ctrl-C and says that the same command goes on", async () => {
    const data = await dataset("raw3");
    const terminal = memoryTerminal();
    const running = cvar(["prepare", "--data", data, "--out", join(folder, "prepared3"), "--jobs", "1"], terminal);
    while (!terminal.stderr().includes("prepare 1/4")) await new Promise((resolve) => setTimeout(resolve, 5));
    terminal.interrupt();
    const { code, stderr } = await running;
    expect(code).toBe(1);
    expect(stderr).toMatch(/stopped after \d of 4 clips; run the same command again to go on/);
  });
});
