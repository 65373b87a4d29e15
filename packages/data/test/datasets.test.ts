import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { shared } from "../../../scripts/test-resources.js";
import { groupLeaks } from "../src/dataset-report.js";
import { csvList } from "../src/node/csv-list.js";
import { parseDatasetSource } from "../src/node/dataset-source.js";
import { folderOfClasses } from "../src/node/folder-of-classes.js";
import { openDataset } from "../src/node/open-dataset.js";

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

it("tells a clip listed twice, and one in two splits", async () => {
  const fault = (row: string) =>
    csv("twice.csv", `file,label,split\na.mp4,run,train\n${row}\n`).catch((error) => error);
  expect(await fault("./a.mp4,run,train")).toMatchObject({ line: 3, message: expect.stringMatching(/listed already/) });
  expect(await fault("x/../a.mp4,run,val")).toMatchObject({
    line: 3,
    message: expect.stringMatching(/split train too/),
  });
});

it("reports all faults where that is asked for, and looks for files", async () => {
  const folder = files("checked", "there.mp4");
  const list = join(folder, "labels.csv");
  writeFileSync(
    list,
    "file,label,split\nthere.mp4,run,train\ngone.mp4,run,val\nhttps://example.org/a.mp4,run,val\nx,,train\ny,run,often\n",
  );
  const { clips, report } = await csvList(list, { faults: "report", checkFiles: true });
  expect(clips.map(({ file }) => file)).toEqual([join(folder, "there.mp4"), "https://example.org/a.mp4"]);
  expect(report?.missing).toEqual([{ name: join(folder, "gone.mp4"), label: "run", split: "val" }]);
  expect(report?.faults.first.map(({ line, column }) => [line, column])).toEqual([
    [5, "label"],
    [6, "split"],
  ]);
  const good = join(folder, "good.csv");
  writeFileSync(good, "file,label,split\nthere.mp4,run,train\ngone.mp4,run,val\n");
  expect((await openDataset(good)).clips).toHaveLength(2);
  expect((await openDataset(good, { missing: "report" })).clips).toHaveLength(1);
  await expect(openDataset(good, { missing: "refuse" })).rejects.toMatchObject({ _tag: "MissingClipsError" });
  const error = await csvList(list).catch((caught) => caught);
  expect(error).toMatchObject({ line: 5, faults: { total: 2 }, message: expect.stringMatching(/\(and 1 more\)$/) });
});

it("takes the classes and their order from classes.txt beside the list; test clips may have no label", async () => {
  const folder = files("ordered");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "classes.txt"), "walk\r\nrun\r\njump\r\n");
  const list = join(folder, "labels.csv");
  writeFileSync(list, "file,label,split\na.mp4,run,train\nb.mp4,,test\n");
  const { classes, clips } = await openDataset(folder);
  expect(classes).toEqual(["walk", "run", "jump"]);
  expect(clips[1]).toEqual({ file: join(folder, "b.mp4"), label: null, split: "test" });
  writeFileSync(list, "file,label,split\na.mp4,swim,train\n");
  await expect(csvList(list)).rejects.toMatchObject({
    line: 2,
    message: expect.stringMatching(/"swim" is not among the 3 classes/),
  });
});

it("tells a dataset's name from a path", () => {
  expect(parseDatasetSource("ucf101/2:/a/b")).toEqual({ path: "/a/b", format: "ucf101", officialSplit: 2 });
  expect(parseDatasetSource("ssv2:a:b")).toEqual({ path: "a:b", format: "something-something-v2" });
  expect(parseDatasetSource("ucf101:~/UCF").path).toBe(join(homedir(), "UCF"));
  expect(parseDatasetSource("K400:x")).toEqual({ path: "x", format: "kinetics400" });
  for (const path of ["clips", "C:\\\\clips", "a:b", "ucf101", "./ucf101:x", "ucf101:"])
    expect(parseDatasetSource(path)).toEqual({ path });
});

it("opens what a path looks like, and refuses options that do not fit it", async () => {
  const folder = files("looks", "run/a.mp4", "jump/b.mp4");
  expect((await openDataset(folder)).report?.format).toBe("folder-of-classes");
  expect((await openDataset(`folder:${folder}`)).clips).toHaveLength(2);
  await expect(openDataset(folder, { officialSplit: 2 })).rejects.toMatchObject({ _tag: "InvalidOptionError" });
  await expect(openDataset(folder, { videos: folder })).rejects.toMatchObject({ _tag: "InvalidOptionError" });
  await expect(openDataset(join(root, "nothing"))).rejects.toMatchObject({ _tag: "DatasetNotFoundError" });
});

it("shows groups that are in more than one split", () => {
  const clip = (group: string | undefined, split: "train" | "val") => ({ split, ...(group && { group }) });
  const clips = [clip("a", "train"), clip("b", "val"), clip("a", "val"), clip("a", "val"), clip(undefined, "train")];
  expect(groupLeaks(clips)).toEqual([{ group: "a", splits: ["train", "val"], clips: 3 }]);
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
