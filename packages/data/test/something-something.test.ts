import { join } from "node:path";
import { expect, it } from "vitest";
import { openDataset } from "../src/node/open-dataset.js";
import { fault, miniatures, type Tree } from "./miniature.js";

const tree = miniatures();

const labels = {
  "Holding something next to something": "1",
  "Approaching something with your camera": "0",
  "Stacking number of something": "2",
};
const entry = (id: string, template: string, label = "holding potato next to vicks vaporub bottle") => ({
  id,
  label,
  template,
  placeholders: ["potato", "vicks vaporub bottle"],
});
const train = [
  entry("78687", "Holding [something] next to [something]"),
  entry("42326", "Stacking [number of] [something]"),
];
const validation = [entry("74225", "Approaching [something] with your camera")];
const test = [{ id: "1420" }, { id: "3637" }];
const json = (value: unknown) => JSON.stringify(value);

const lists: Tree = {
  "labels/labels.json": json(labels),
  "labels/train.json": json(train),
  "labels/validation.json": json(validation),
  "labels/test.json": json(test),
};
const videos: Tree = Object.fromEntries(
  ["78687", "42326", "74225", "1420", "3637"].map((id) => [`20bn-something-something-v2/${id}.webm`, null]),
);

it("reads templates as classes in the order of their numbers; test clips have no label", async () => {
  const root = tree("good", lists, videos);
  const { classes, clips, report } = await openDataset(root);
  expect(classes).toEqual([
    "Approaching something with your camera",
    "Holding something next to something",
    "Stacking number of something",
  ]);
  expect(clips.map(({ file, label, split }) => [file.slice(root.length + 1), label, split])).toEqual([
    ["20bn-something-something-v2/78687.webm", "Holding something next to something", "train"],
    ["20bn-something-something-v2/42326.webm", "Stacking number of something", "train"],
    ["20bn-something-something-v2/74225.webm", "Approaching something with your camera", "val"],
    ["20bn-something-something-v2/1420.webm", null, "test"],
    ["20bn-something-something-v2/3637.webm", null, "test"],
  ]);
  expect(report).toMatchObject({
    format: "something-something-v2",
    listed: 5,
    unlisted: 0,
    extensions: { ".webm": 5 },
  });
});

it("reads the older names, the answers of the test clips, and prepared clips", async () => {
  const older = Object.fromEntries(
    Object.entries(lists).map(([path, text]) => [path.replace("labels/", "something-something-v2-"), text]),
  );
  const root = tree("older", older, {
    "test-answers.csv": "1420;Stacking number of something\n3637;Approaching something with your camera\n",
  });
  const prepared = tree(
    "prepared",
    Object.fromEntries(Object.keys(videos).map((path) => [path.replace(".webm", ".mp4"), null])),
  );
  const { clips } = await openDataset(`ssv2:${root}`, { videos: prepared });
  expect(clips.filter(({ split }) => split === "test").map(({ label }) => label)).toEqual([
    "Stacking number of something",
    "Approaching something with your camera",
  ]);
});

it.each([
  [
    "a template that is no class",
    "train",
    [...train, entry("9", "Eating [something]")],
    "label",
    /clip 9: "Eating something" is not among the 3 classes/,
  ],
  ["a training clip without template", "train", [...train, { id: "9" }], "label", /clip 9 has no template/],
  ["an identifier that is none", "train", [...train, entry("nine", "x")], "syntax", /entry 3: "id"/],
  ["an entry that is no object", "train", [...train, 9], "syntax", /entry 3: /],
  ["a clip twice", "train", [...train, train[0]], "duplicate", /78687 is listed already/],
  ["a clip in two splits", "test", [...test, { id: "78687" }], "two-splits", /78687 is in the split train too/],
  ["a list that is none", "test", { id: "1" }, "syntax", /should be a list/],
  [
    "a class number twice",
    "labels",
    { ...labels, Waving: "2" },
    "classes",
    /number 2 is "Stacking number of something" already/,
  ],
  ["a class number that is none", "labels", { ...labels, Waving: "two" }, "syntax", /"Waving" has "two" for a number/],
] as const)("names the list and the clip of %s", async (_, name, content, kind, problem) => {
  const path = `labels/${name}.json`;
  const root = tree(`fault ${_}`, lists, videos, { [path]: json(content) });
  expect(await fault(openDataset(root))).toMatchObject({
    _tag: "DatasetFormatError",
    file: join(root, path),
    message: expect.stringMatching(problem),
  });
  expect((await openDataset(root, { faults: "report" })).report?.faults.counts).toMatchObject({ [kind]: 1 });
});

it("says where a list is cut off, which is missing, and which answers are no classes", async () => {
  const cut = tree("cut", lists, videos, { "labels/train.json": json(train).slice(0, 40) });
  expect(await fault(openDataset(cut))).toMatchObject({
    _tag: "DatasetFormatError",
    message: expect.stringMatching(/train\.json: no JSON: /),
  });
  const { "labels/validation.json": _, ...without } = lists;
  expect(await fault(openDataset(tree("without", without, videos)))).toMatchObject({
    _tag: "DatasetNotFoundError",
    message: expect.stringMatching(/lacks validation\.json/),
  });
  const answers = tree("answers", lists, videos, { "labels/test-answers.csv": "1420;Eating something\n" });
  expect(await fault(openDataset(answers))).toMatchObject({
    message: expect.stringMatching(/clip 1420: "Eating something" is not among/),
  });
});

it("reads twenty thousand entries, and counts those that are not there", async () => {
  const ids = Array.from({ length: 20_000 }, (_, i) => String(i + 1));
  const root = tree("many", lists, {
    "labels/train.json": json(ids.map((id) => entry(id, "Holding [something] next to [something]"))),
  });
  const { report } = await openDataset(root, { missing: "report", faults: "report" });
  expect(report?.listed).toBe(20_003 - 2);
  expect(report?.faults.counts).toEqual({ "two-splits": 2 });
  expect(report?.missing).toHaveLength(20_001);
});
