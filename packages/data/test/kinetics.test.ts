import { join } from "node:path";
import { expect, it } from "vitest";
import { groupLeaks } from "../src/dataset-report.js";
import { openDataset } from "../src/node/open-dataset.js";
import { fault, miniatures, type Tree } from "./miniature.js";

const tree = miniatures();

/** As the lists are published: labels with spaces in quotes, identifiers that begin with - and _, a test list without labels. */
const lists: Tree = {
  "annotations/train.csv":
    'label,youtube_id,time_start,time_end,split,is_cc\nabseiling,-3B32lodo2M,59,69,train,0\n"air drumming",_dbcJuKJQNs,40,50,train,0\n"petting animal (not cat)",abcdefghijk,0,10,train,1\n',
  "annotations/val.csv":
    'label,youtube_id,time_start,time_end,split,is_cc\n"air drumming",AAAAAAAAAAA,104,114,validate,0\n',
  "annotations/test.csv": "youtube_id,time_start,time_end,split\nBBBBBBBBBBB,7,17,test\n",
};
const videos: Tree = {
  "train/abseiling/-3B32lodo2M_000059_000069.mp4": null,
  "train/air_drumming/_dbcJuKJQNs_000040_000050.mp4": null,
  "val/air drumming/AAAAAAAAAAA_000104_000114.mkv": null,
  "test/BBBBBBBBBBB_000007_000017.mp4": null,
};

it("reads train, val and test, the last without labels; missing videos are reported, not refused", async () => {
  const root = tree("good", lists, videos, { "train/abseiling/more_000001_000002.mp4": null });
  const { classes, clips, report } = await openDataset(root);
  expect(classes).toEqual(["abseiling", "air drumming", "petting animal (not cat)"]);
  expect(clips.map(({ file, ...rest }) => ({ file: file.slice(root.length + 1), ...rest }))).toEqual([
    { file: "test/BBBBBBBBBBB_000007_000017.mp4", label: null, split: "test", group: "BBBBBBBBBBB" },
    { file: "train/abseiling/-3B32lodo2M_000059_000069.mp4", label: "abseiling", split: "train", group: "-3B32lodo2M" },
    {
      file: "train/air_drumming/_dbcJuKJQNs_000040_000050.mp4",
      label: "air drumming",
      split: "train",
      group: "_dbcJuKJQNs",
    },
    {
      file: "val/air drumming/AAAAAAAAAAA_000104_000114.mkv",
      label: "air drumming",
      split: "val",
      group: "AAAAAAAAAAA",
    },
  ]);
  expect(report).toMatchObject({ format: "kinetics400", officialSplit: null, listed: 5, unlisted: 1 });
  expect(report?.missing).toEqual([
    { name: "abcdefghijk_000000_000010", label: "petting animal (not cat)", split: "train" },
  ]);
  expect(await fault(openDataset(root, { missing: "refuse" }))).toMatchObject({ _tag: "MissingClipsError" });
});

it("reads one list, flat folders, holdout lists and lists without the column split", async () => {
  const root = tree("flat", {
    "kinetics_600_holdout_test.csv": "youtube_id,time_start,time_end,split\r\nCCCCCCCCCCC,1,11,holdout_test\r\n",
    "kinetics_train.csv":
      '\uFEFF"label","youtube_id","time_start","time_end"\r\n"abseiling","DDDDDDDDDDD","2","12"\r\n',
    "CCCCCCCCCCC_000001_000011.mp4": null,
    "DDDDDDDDDDD_000002_000012.avi": null,
  });
  const all = await openDataset(`kinetics-600:${root}`);
  expect(all.report?.format).toBe("kinetics600");
  expect(all.clips.map(({ label, split }) => `${split} ${label}`)).toEqual(["test null", "train abseiling"]);
  const one = await openDataset(join(root, "kinetics_train.csv"));
  expect(one.clips).toEqual([
    { file: join(root, "DDDDDDDDDDD_000002_000012.avi"), label: "abseiling", split: "train", group: "DDDDDDDDDDD" },
  ]);
});

it("tells the editions apart by their number of classes", async () => {
  const csv = (count: number) =>
    `label,youtube_id,time_start,time_end,split\n${Array.from({ length: count }, (_, i) => `class ${i},id${i},0,10,train\n`).join("")}`;
  const root = tree("classes", { "train.csv": csv(401), "id0_000000_000010.mp4": null });
  expect((await openDataset(root)).report?.format).toBe("kinetics600");
  expect(await fault(openDataset(`k400:${root}`))).toMatchObject({
    _tag: "DatasetFormatError",
    message: expect.stringMatching(/Kinetics-400 has 400 classes, the lists have 401/),
  });
});

it("shows one video in two splits as a leak of its group", async () => {
  const csv =
    "label,youtube_id,time_start,time_end,split\nabseiling,EEEEEEEEEEE,0,10,train\nabseiling,EEEEEEEEEEE,20,30,val\n";
  const root = tree("leak", {
    "all.csv": csv,
    "EEEEEEEEEEE_000000_000010.mp4": null,
    "EEEEEEEEEEE_000020_000030.mp4": null,
  });
  expect(groupLeaks((await openDataset(root)).clips)).toEqual([
    { group: "EEEEEEEEEEE", splits: ["train", "val"], clips: 2 },
  ]);
});

it.each([
  [
    "an identifier that a spreadsheet changed",
    "abseiling,#NAME?,0,10,train,0",
    "youtube_id",
    "syntax",
    /"#NAME\?" is no YouTube identifier/,
  ],
  [
    "a time that is none",
    "abseiling,FFFFFFFFFFF,soon,10,train,0",
    "time_start",
    "syntax",
    /"soon" is no time in seconds/,
  ],
  [
    "an end before the start",
    "abseiling,FFFFFFFFFFF,10,10,train,0",
    "time_end",
    "syntax",
    /no time in seconds after 10/,
  ],
  ["a split that is none", "abseiling,FFFFFFFFFFF,0,10,often,0", "split", "syntax", /"often" must be "train"/],
  ["a training clip without label", ",FFFFFFFFFFF,0,10,train,0", "label", "label", /is empty \(only test lists/],
  ["a row that is too short", "abseiling,FFFFFFFFFFF,0", null, "syntax", /columns length/i],
  ["a quote in the middle", 'air "drumming",FFFFFFFFFFF,0,10,train,0', null, "syntax", /quote/i],
  [
    "a clip twice",
    "abseiling,-3B32lodo2M,59,69,train,0",
    null,
    "duplicate",
    /-3B32lodo2M_000059_000069 is listed already/,
  ],
  ["a clip in two splits", "abseiling,-3B32lodo2M,59,69,val,0", null, "two-splits", /is in the split train too/],
] as const)("names the list, the line and the column of %s", async (_, line, column, kind, problem) => {
  const path = "annotations/train.csv";
  const root = tree(`fault ${_}`, lists, videos, { [path]: `${lists[path]}${line}\n` });
  expect(await fault(openDataset(root))).toMatchObject({
    _tag: "DatasetFormatError",
    file: join(root, path),
    line: 5,
    column,
    message: expect.stringMatching(problem),
  });
  const { report, clips } = await openDataset(root, { faults: "report" });
  expect(report?.faults.counts).toEqual({ [kind]: 1 });
  expect(clips).toHaveLength(4);
});

it("says which columns a list lacks, also one that is separated by semicolons", async () => {
  const root = tree("columns", { "x.csv": "label;youtube_id;time_start\na;b;0\n" });
  expect(await fault(openDataset(`k400:${root}`))).toMatchObject({
    _tag: "DatasetFormatError",
    message: expect.stringMatching(/separated by commas/),
  });
});
