import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { ffmpeg } from "../../../scripts/test-resources.js";
import { memoryTerminal } from "../src/terminal.js";
import { actions, cvar, temporaryFolder } from "./cvar.js";
import { quick } from "./small-set.js";

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});

/** UCF-101 in small: real clips under its names, two classes in an order that is not alphabetical, two splits. */
async function ucf(name: string): Promise<string> {
  const root = join(folder, name);
  const lists = join(root, "ucfTrainTestlist");
  await mkdir(lists, { recursive: true });
  const clips: Record<string, string[]> = { Wave: [], Jump: [] };
  for (const label of ["Wave", "Jump"]) {
    await mkdir(join(root, "UCF-101", label), { recursive: true });
    for (const [group, number] of [
      ["g01", "001"],
      ["g02", "003"],
      ["g03", "021"],
    ] as const) {
      const part = number === "021" ? "test" : "train";
      const file = `${label}/v_${label}_${group}_c01.avi`;
      await copyFile(join(actions, part, `${label.toLowerCase()}__${number}.avi`), join(root, "UCF-101", file));
      clips[label]!.push(file);
    }
  }
  const lines = (pick: (files: string[]) => string[], numbered: boolean) =>
    ["Wave", "Jump"]
      .flatMap((label, i) => pick(clips[label]!).map((file) => `${file}${numbered ? ` ${i + 1}` : ""}\r\n`))
      .join("");
  await writeFile(join(lists, "classInd.txt"), "1 Wave\r\n2 Jump\r\n");
  await writeFile(
    join(lists, "trainlist01.txt"),
    lines((files) => files.slice(0, 2), true),
  );
  await writeFile(
    join(lists, "testlist01.txt"),
    lines((files) => files.slice(2), false),
  );
  await writeFile(
    join(lists, "trainlist02.txt"),
    lines((files) => files.slice(1), true),
  );
  await writeFile(
    join(lists, "testlist02.txt"),
    lines((files) => files.slice(0, 1), false),
  );
  return root;
}

describe("cvar data", () => {
  it("counts clips by class and split, and finds nothing wrong", async () => {
    const root = await ucf("good");
    const { code, stdout, stderr } = await cvar(["data", root, "--check-clips"]);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^check /)]);
    expect(stdout).toMatch(/ucf101, official split 1\n/);
    expect(stdout).toMatch(/6 found of 6 listed, 4 train, 2 test\n/);
    expect(stdout).toMatch(/Wave +2 +1\nJump +2 +1\n/);
    expect(stdout).toMatch(/6 clips, 0 cannot be read/);
    const second = JSON.parse((await cvar(["data", `ucf101/2:${root}`, "--json"])).stdout);
    expect(second).toMatchObject({
      format: "ucf101",
      officialSplit: 2,
      splits: { train: 4, test: 2 },
      checked: null,
      wrong: [],
    });
  });

  it("lists what is missing, faulty and unreadable, and fails", async () => {
    const root = await ucf("bad");
    const list = join(root, "ucfTrainTestlist", "testlist01.txt");
    await rm(join(root, "UCF-101", "Jump", "v_Jump_g01_c01.avi"));
    await writeFile(join(root, "UCF-101", "Wave", "v_Wave_g01_c01.avi"), "no video");
    await writeFile(list, `${await readFile(list, "utf8")}Swim/v_Swim_g01_c01.avi\r\nWave/v_Wave_g02_c01.avi\r\n`);
    const { code, stdout, stderr } = await cvar(["data", root, "--check-clips"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/cvar: ".*": 2 faults, 1 missing clip, 1 unreadable clip; all of them: --json\n$/);
    expect(stdout).toMatch(/missing: 1\n {2}Jump\/v_Jump_g01_c01\.avi \(train\)/);
    expect(stdout).toMatch(/testlist01\.txt, line 3: "Swim" is not among the 2 classes/);
    expect(stdout).toMatch(/testlist01\.txt, line 4: Wave\/v_Wave_g02_c01\.avi is in the split train too/);
    expect(stdout).toMatch(/cannot be read: 1\n {2}.*v_Wave_g01_c01\.avi/);
    const found = JSON.parse((await cvar(["data", root, "--json"])).stdout);
    expect(found.faults).toMatchObject({ total: 2, counts: { label: 1, "two-splits": 1 } });
    const train = await cvar(["train", "--data", root, "--out", join(folder, "none"), ...quick]);
    expect(train).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/"Swim" .* \(and 1 more\); `cvar data` lists all/),
    });
  });

  it("shows groups in two splits and files that are gone in a CSV list", async () => {
    const list = join(folder, "scenes.csv");
    await writeFile(
      list,
      "file,label,split,scene_group\ngood/UCF-101/Wave/v_Wave_g01_c01.avi,a,train,7\ngone.avi,b,val,8\ngood/UCF-101/Wave/v_Wave_g02_c01.avi,b,val,7\n",
    );
    const { code, stdout, stderr } = await cvar(["data", list]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/1 missing clip, 1 group leak/);
    expect(stdout).toMatch(/groups in more than one split: 1\n {2}7: train, val \(2 clips\)/);
    expect(stdout).toMatch(/no training clip of b/);
  });

  it("stops at Ctrl-C while it opens clips", async () => {
    const terminal = memoryTerminal();
    const running = cvar(["data", await ucf("stopped"), "--check-clips", "--jobs", "1"], terminal);
    while (!terminal.stderr().includes("check 1/6")) await new Promise((resolve) => setTimeout(resolve, 1));
    terminal.interrupt();
    expect(await running).toMatchObject({ code: 1, stderr: expect.stringMatching(/stopped after \d of 6 clips/) });
  });
});

describe("official datasets in the other commands", () => {
  it("trains on a split and evaluates the other, answers unlabelled clips, and refuses what is missing", async () => {
    const root = await ucf("train");
    const run = join(folder, "run");
    const trained = await cvar(["train", "--data", root, "--out", run, "--epochs", "1", ...quick, "--json"]);
    expect(JSON.parse(trained.stdout)).toMatchObject({
      classes: ["Wave", "Jump"],
      split: "test",
      testClips: 2,
      labelledClips: 2,
    });
    const other = JSON.parse((await cvar(["evaluate", "--model", run, "--data", `ucf101/2:${root}`, "--json"])).stdout);
    expect(other.clips.map(({ file }: { file: string }) => basename(file))).toEqual([
      "v_Wave_g01_c01.avi",
      "v_Jump_g01_c01.avi",
    ]);

    const list = join(root, "unlabelled.csv");
    await writeFile(
      list,
      "file,label,split\nUCF-101/Wave/v_Wave_g01_c01.avi,,test\nUCF-101/Jump/v_Jump_g01_c01.avi,,test\n",
    );
    const answers = JSON.parse((await cvar(["evaluate", "--model", run, "--data", list, "--report", "--json"])).stdout);
    expect(answers).toMatchObject({ top1: null, top5: null, majority: null, testClips: 2, labelledClips: 0 });
    expect(answers.clips[0]).toMatchObject({ label: null, predicted: expect.stringMatching(/^(Wave|Jump)$/) });
    const printed = await cvar(["evaluate", "--model", run, "--data", list]);
    expect(printed.stdout).toMatch(/top-1 +– \(the clips have no labels/);
    expect(await readFile(join(run, "report.html"), "utf8")).not.toMatch(/Which class is taken for which/);

    await rm(join(root, "UCF-101", "Wave", "v_Wave_g03_c01.avi"));
    const refused = await cvar(["evaluate", "--model", run]);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /1 of 6 listed clips .*Wave\/v_Wave_g03_c01\.avi; say where they are with --videos, or go on without them with --allow-missing/,
      ),
    });
    const without = JSON.parse((await cvar(["evaluate", "--model", run, "--allow-missing", "--json"])).stdout);
    expect(without.testClips).toBe(1);
  });

  it("says how to convert WebM clips", async () => {
    const root = join(folder, "ssv2");
    await mkdir(join(root, "videos"), { recursive: true });
    await writeFile(join(root, "labels.json"), '{"Holding something": "0"}');
    await writeFile(join(root, "train.json"), '[{"id":"1","template":"Holding [something]"}]');
    await writeFile(join(root, "validation.json"), "[]");
    await writeFile(join(root, "videos", "1.webm"), "");
    const { code, stderr } = await cvar(["train", "--data", `ssv2:${root}`, "--out", join(folder, "none"), ...quick]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /all clips of the split "train" \(1\) are WebM files, .* not decoded here; convert them: `cvar prepare --data ssv2:.* --out FOLDER`, then use --data FOLDER/,
    );
    expect((await cvar(["data", root])).stdout).toMatch(/1 clips? .*WebM .*cvar prepare/);
  });

  it.skipIf(!ffmpeg())(
    "prepares a split, keeping the order of the classes; other splits find the prepared clips",
    async () => {
      const root = await ucf("raw");
      const within = await cvar(["prepare", "--data", root, "--out", join(root, "prepared")]);
      expect(within).toMatchObject({ code: 2, stderr: expect.stringMatching(/lies in the folder of the videos/) });
      const out = join(folder, "prepared");
      const { code } = await cvar(["prepare", "--data", `ucf101/1:${root}`, "--out", out, "--quality", "12", "--json"]);
      expect(code).toBe(0);
      expect(await readFile(join(out, "classes.txt"), "utf8")).toBe("Wave\nJump\n");
      const prepared = JSON.parse((await cvar(["data", out, "--check-clips", "--json"])).stdout);
      expect(prepared).toMatchObject({
        format: "csv",
        classes: ["Wave", "Jump"],
        splits: { train: 4, test: 2 },
        broken: [],
        wrong: [],
      });
      const second = JSON.parse(
        (await cvar(["data", `ucf101/2:${root}`, "--videos", out, "--check-clips", "--json"])).stdout,
      );
      expect(second).toMatchObject({ clips: 6, extensions: { ".mp4": 6 }, broken: [], wrong: [] });
    },
  );
});
