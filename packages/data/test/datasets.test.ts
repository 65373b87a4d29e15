import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { shared } from "../../../scripts/test-resources.js";
import { csvList } from "../src/node/csv-list.js";
import { folderOfClasses } from "../src/node/folder-of-classes.js";

const root = mkdtempSync(join(tmpdir(), "cvar-datasets-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function files(folder: string, ...names: string[]): string {
  for (const name of names) {
    mkdirSync(dirname(join(root, folder, name)), { recursive: true });
    writeFileSync(join(root, folder, name), "");
  }
  return join(root, folder);
}

async function csv(name: string, text: string) {
  const path = join(root, name);
  writeFileSync(path, text);
  return csvList(path);
}

it("reads root/CLASS/clip, in order, clips only", async () => {
  const folder = files("plain", "run/b.AVI", "run/a.mp4", "run/a.mp4.framemd5", "jump/c.m4v", "readme.txt", ".x/d.avi");
  const { classes, clips } = await folderOfClasses(folder);
  expect(classes).toEqual(["jump", "run"]);
  expect(clips).toEqual([
    { file: join(folder, "jump/c.m4v"), label: "jump", split: "train" },
    { file: join(folder, "run/a.mp4"), label: "run", split: "train" },
    { file: join(folder, "run/b.AVI"), label: "run", split: "train" },
  ]);
});

it("reads root/SPLIT/CLASS/clip", async () => {
  const folder = files("splits", "train/run/a.avi", "test/run/b.avi", "test/jump/c.avi");
  const { classes, clips } = await folderOfClasses(folder);
  expect(classes).toEqual(["jump", "run"]);
  expect(clips.map(({ label, split }) => `${split}/${label}`)).toEqual(["train/run", "test/jump", "test/run"]);
});

it("says when a folder is missing or holds no clips", async () => {
  await expect(folderOfClasses(join(root, "nowhere"))).rejects.toMatchObject({ _tag: "DatasetNotFoundError" });
  await expect(folderOfClasses(files("empty", "run/notes.txt"))).rejects.toMatchObject({ _tag: "EmptyDatasetError" });
});

it("reads a list, its files relative to it, groups and quotes included", async () => {
  const text = '\uFEFFfile,label,split,scene_group,x\n"a, 1.mp4",run,train,7,\nsub/b.mp4, jump ,val,,y\n\n';
  const { classes, clips } = await csv("list.csv", text);
  expect(classes).toEqual(["jump", "run"]);
  expect(clips).toEqual([
    { file: join(root, "a, 1.mp4"), label: "run", split: "train", group: "7" },
    { file: join(root, "sub/b.mp4"), label: "jump", split: "val" },
  ]);
});

it("names the line and the column at fault", async () => {
  const fault = (text: string) =>
    csv("bad.csv", text).then(
      () => null,
      (error) => error,
    );
  expect(await fault("file,label,split\na.mp4,run,train\nb.mp4,run,often\n")).toMatchObject({
    _tag: "DatasetFormatError",
    line: 3,
    column: "split",
  });
  expect(await fault("file,label,split\n,run,train\n")).toMatchObject({ line: 2, column: "file" });
  expect(await fault("file,split\na.mp4,train\n")).toMatchObject({ line: 1, column: "label" });
  expect(await fault("file,label,split\na.mp4,run\n")).toMatchObject({ _tag: "DatasetFormatError", line: 2 });
  expect(await fault("file,label,split\n")).toMatchObject({ _tag: "EmptyDatasetError" });
  expect(await fault("")).toMatchObject({ _tag: "EmptyDatasetError" });
  await expect(csvList(join(root, "no.csv"))).rejects.toMatchObject({ _tag: "DatasetNotFoundError" });
});

const labels = shared("data", "actions_fight", "labels.csv");

it.skipIf(!labels)("reads a real list", async () => {
  const { classes, clips } = await csvList(labels!);
  expect(classes).toEqual(["fight", "noFight"]);
  const count = (split: string, label: string) => clips.filter((c) => c.split === split && c.label === label).length;
  expect([count("train", "fight"), count("val", "fight"), count("val", "noFight")]).toEqual([69, 23, 17]);
  const scenes = new Map<string, Set<string>>();
  for (const { group, split } of clips) scenes.set(group!, (scenes.get(group!) ?? new Set()).add(split));
  for (const splits of scenes.values()) expect(splits.size).toBe(1);
});
