import { renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { groupLeaks } from "../src/dataset-report.js";
import { openDataset } from "../src/node/open-dataset.js";
import { fault, miniatures, type Tree } from "./miniature.js";

const tree = miniatures();
const crlf = (...lines: string[]) => lines.map((line) => `${line}\r\n`).join("");

/** As the official archive has them: CRLF, numbers from 1, an order that is not alphabetical, one class spelt two ways. */
const classInd = crlf("1 HammerThrow", "2 Hammering", "3 HandstandPushups");
const lists: Tree = {
  "ucfTrainTestlist/classInd.txt": classInd,
  "ucfTrainTestlist/trainlist01.txt": crlf(
    "HammerThrow/v_HammerThrow_g08_c01.avi 1",
    "Hammering/v_Hammering_g08_c01.avi 2",
    "HandstandPushups/v_HandStandPushups_g08_c01.avi 3",
  ),
  "ucfTrainTestlist/testlist01.txt": crlf(
    "HammerThrow/v_HammerThrow_g01_c01.avi",
    "Hammering/v_Hammering_g01_c01.avi",
    "HandstandPushups/v_HandStandPushups_g01_c01.avi",
  ),
  "ucfTrainTestlist/trainlist02.txt": crlf("HammerThrow/v_HammerThrow_g01_c01.avi 1"),
  "ucfTrainTestlist/testlist02.txt": crlf("HammerThrow/v_HammerThrow_g08_c01.avi"),
};
const videos: Tree = {
  "UCF-101/HammerThrow/v_HammerThrow_g01_c01.avi": null,
  "UCF-101/HammerThrow/v_HammerThrow_g08_c01.avi": null,
  "UCF-101/Hammering/v_Hammering_g01_c01.avi": null,
  "UCF-101/Hammering/v_Hammering_g08_c01.avi": null,
  "UCF-101/HandstandPushups/v_HandStandPushups_g01_c01.avi": null,
  "UCF-101/HandstandPushups/v_HandStandPushups_g08_c01.avi": null,
};

it("reads split 1, classes in the official order, groups by class and g", async () => {
  const root = tree("good", lists, videos);
  const { classes, clips, report } = await openDataset(root);
  expect(classes).toEqual(["HammerThrow", "Hammering", "HandstandPushups"]);
  expect(clips).toHaveLength(6);
  expect(clips[2]).toEqual({
    file: join(root, "UCF-101/HandstandPushups/v_HandStandPushups_g08_c01.avi"),
    label: "HandstandPushups",
    split: "train",
    group: "HandstandPushups/g08",
  });
  expect(clips.map(({ split }) => split)).toEqual(["train", "train", "train", "test", "test", "test"]);
  expect(groupLeaks(clips)).toEqual([]);
  expect(report).toMatchObject({
    format: "ucf101",
    officialSplit: 1,
    listed: 6,
    unlisted: 0,
    extensions: { ".avi": 6 },
  });
});

it("reads another split by name or option, and says which there are", async () => {
  const root = tree("splits", lists, videos);
  const second = await openDataset(`ucf101/2:${root}`);
  expect(second.clips.map(({ split, group }) => `${split} ${group}`)).toEqual([
    "train HammerThrow/g01",
    "test HammerThrow/g08",
  ]);
  expect(second.report?.unlisted).toBe(4);
  expect((await openDataset(root, { officialSplit: 2 })).clips).toEqual(second.clips);
  expect(await fault(openDataset(root, { officialSplit: 4 }))).toMatchObject({
    _tag: "InvalidOptionError",
    message: "officialSplit is 4, allowed: 1 to 3",
  });
  const third = await fault(openDataset(`ucf101/3:${root}`));
  expect(third).toMatchObject({
    _tag: "DatasetNotFoundError",
    message: expect.stringMatching(/lacks trainlist03\.txt$/),
  });
});

it("finds clips that were converted, moved, linked, or spelt with another case", async () => {
  const root = tree("moved", lists);
  const prepared = tree("prepared", {
    "a/v_HammerThrow_g01_c01.mp4": null,
    "b/c/v_HammerThrow_g08_c01.MP4": null,
    "v_Hammering_g01_c01.avi": null,
    "v_Hammering_g01_c01.mp4": null,
    "HandstandPushups/v_HandstandPushups_g01_c01.avi": null,
    "v_HandStandPushups_g08_c01.webm": null,
  });
  const elsewhere = tree("elsewhere", { "Hammering/v_Hammering_g08_c01.mkv": null });
  symlinkSync(elsewhere, join(prepared, "link"));
  symlinkSync(prepared, join(prepared, "circle"));
  const { clips } = await openDataset(root, { videos: prepared });
  expect(clips.map(({ file }) => file.slice(prepared.length + 1))).toEqual([
    "b/c/v_HammerThrow_g08_c01.MP4",
    "link/Hammering/v_Hammering_g08_c01.mkv",
    "v_HandStandPushups_g08_c01.webm",
    "a/v_HammerThrow_g01_c01.mp4",
    "v_Hammering_g01_c01.mp4",
    "HandstandPushups/v_HandstandPushups_g01_c01.avi",
  ]);
});

it("refuses missing clips by name, or leaves them out where that is asked for", async () => {
  const root = tree("missing", lists, videos);
  renameSync(join(root, "UCF-101/Hammering"), join(root, ".gone"));
  expect(await fault(openDataset(root))).toMatchObject({
    _tag: "MissingClipsError",
    message: `2 of 6 listed clips are not under ${root}: Hammering/v_Hammering_g08_c01.avi, Hammering/v_Hammering_g01_c01.avi`,
  });
  const { clips, report } = await openDataset(root, { missing: "report" });
  expect(clips).toHaveLength(4);
  expect(report?.missing).toEqual([
    { name: "Hammering/v_Hammering_g08_c01.avi", label: "Hammering", split: "train" },
    { name: "Hammering/v_Hammering_g01_c01.avi", label: "Hammering", split: "test" },
  ]);
});

it.each([
  [
    "a label that is no class",
    "trainlist01.txt",
    "Juggling/v_Juggling_g01_c01.avi 4",
    "label",
    /"Juggling" is not among the 3 classes/,
  ],
  [
    "the other spelling as folder",
    "trainlist01.txt",
    "HandStandPushups/v_HandStandPushups_g01_c01.avi 3",
    "label",
    /"HandStandPushups" is not among/,
  ],
  [
    "another class's number",
    "trainlist01.txt",
    "Hammering/v_Hammering_g02_c01.avi 1",
    "label",
    /says class 1, but Hammering is number 2/,
  ],
  [
    "no number",
    "trainlist01.txt",
    "Hammering/v_Hammering_g02_c01.avi",
    "label",
    /lacks the class's number \(Hammering is 2\)/,
  ],
  ["no folder", "testlist01.txt", "v_Hammering_g02_c01.avi", "syntax", /should be CLASS\/v_CLASS_g01_c01\.avi/],
  [
    "a clip twice",
    "trainlist01.txt",
    "Hammering/v_Hammering_g08_c01.avi 2",
    "duplicate",
    /is listed already \(.*trainlist01\.txt, line 2\)/,
  ],
  [
    "a clip in two splits",
    "testlist01.txt",
    "Hammering/v_Hammering_g08_c01.avi",
    "two-splits",
    /is in the split train too \(.*trainlist01\.txt, line 2\)/,
  ],
  ["a class number twice", "classInd.txt", "3 Juggling", "classes", /number 3 is "HandstandPushups" already/],
  ["a gap in the numbers", "classInd.txt", "5 Juggling", "classes", /run from 1: after 3 comes 5/],
  ["a class without number", "classInd.txt", "Juggling", "syntax", /should be a class's number and name/],
] as const)("names the list and the line of %s", async (_, list, line, kind, problem) => {
  const path = `ucfTrainTestlist/${list}`;
  const root = tree(`fault ${_}`, lists, videos, { [path]: `${lists[path]}${line}\r\n` });
  const error = await fault(openDataset(root));
  expect(error).toMatchObject({
    _tag: "DatasetFormatError",
    file: join(root, path),
    message: expect.stringMatching(problem),
  });
  if (!problem.source.startsWith("run from")) expect(error).toMatchObject({ line: 4 });
  const { report, clips } = await openDataset(root, { faults: "report" });
  expect(report?.faults).toMatchObject({ total: 1, counts: { [kind]: 1 } });
  expect(clips).toHaveLength(6);
});

it("reads LF, a byte order mark and UTF-16; refuses other encodings with the line", async () => {
  const text = "1 HammerThrow\n2 Hammering\n3 HandstandPushups";
  const path = "ucfTrainTestlist/classInd.txt";
  for (const content of [
    text,
    `\uFEFF${text}\n\n`,
    Buffer.from(`\uFEFF${text}`, "utf16le"),
    text.replaceAll("\n", "\r"),
  ])
    expect((await openDataset(tree("encodings", lists, videos, { [path]: content }))).classes).toHaveLength(3);
  const latin = Buffer.concat([Buffer.from("1 HammerThrow\n2 H"), Buffer.from([0xe4]), Buffer.from("mmering\n")]);
  expect(await fault(openDataset(tree("latin", lists, videos, { [path]: latin })))).toMatchObject({
    _tag: "DatasetFormatError",
    line: 2,
    message: expect.stringMatching(/is not UTF-8: save it as UTF-8/),
  });
  expect(
    await fault(openDataset(tree("zeros", lists, videos, { [path]: Buffer.from(text, "utf16le") }))),
  ).toMatchObject({
    message: expect.stringMatching(/line 1: holds a zero byte/),
  });
});

it("says when two files could be a clip", async () => {
  const root = tree("ambiguous", lists, videos, { "copy/HammerThrow/v_HammerThrow_g01_c01.avi": null });
  expect(await fault(openDataset(root))).toMatchObject({
    _tag: "DatasetFormatError",
    message: expect.stringMatching(/could be .* and .*keep one/),
  });
});
