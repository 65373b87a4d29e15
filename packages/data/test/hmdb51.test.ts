import { join } from "node:path";
import { expect, it } from "vitest";
import { groupLeaks } from "../src/dataset-report.js";
import { openDataset } from "../src/node/open-dataset.js";
import { fault, miniatures, type Tree } from "./miniature.js";

const tree = miniatures();
/** As the official archive has them: a space before the line's end. */
const list = (...lines: string[]) => lines.map((line) => `${line} \n`).join("");

/** Names of the kinds that the official lists hold. */
const names = {
  brush: [
    "April_09_brush_hair_u_nm_np1_ba_goo_0.avi",
    "Brushing_Her_Hair__[_NEW_AUDIO_]_UPDATED!!!!_brush_hair_h_cm_np1_le_goo_1.avi",
  ],
  ride: [
    "1996_Tour_-_Col_#1_&_2;_(Indurain)_ride_bike_f_cm_np1_ba_med_0.avi",
    "A+B@home~_ride_bike_u_nm_np10_le_med_12.avi",
  ],
};
const lists: Tree = {
  "testTrainMulti_7030_splits/brush_hair_test_split1.txt": list(`${names.brush[0]} 1`, `${names.brush[1]} 2`),
  "testTrainMulti_7030_splits/brush_hair_test_split2.txt": list(`${names.brush[0]} 2`, `${names.brush[1]} 1`),
  "testTrainMulti_7030_splits/ride_bike_test_split1.txt": list(`${names.ride[0]} 0`, `${names.ride[1]} 1`),
  "testTrainMulti_7030_splits/ride_bike_test_split2.txt": list(`${names.ride[0]} 1`, `${names.ride[1]} 0`),
};
const videos: Tree = Object.fromEntries([
  ...names.brush.map((name) => [`videos/brush_hair/${name}`, null]),
  ...names.ride.map((name) => [`videos/ride_bike/${name}`, null]),
]);

it("reads split 1: classes from the lists' names, groups by class and source, unused lines left out", async () => {
  const root = tree("good", lists, videos);
  const { classes, clips, report } = await openDataset(root);
  expect(classes).toEqual(["brush_hair", "ride_bike"]);
  expect(clips).toEqual([
    {
      file: join(root, "videos/brush_hair", names.brush[0]!),
      label: "brush_hair",
      split: "train",
      group: "brush_hair/April_09",
    },
    {
      file: join(root, "videos/brush_hair", names.brush[1]!),
      label: "brush_hair",
      split: "test",
      group: "brush_hair/Brushing_Her_Hair__[_NEW_AUDIO_]_UPDATED!!!!",
    },
    {
      file: join(root, "videos/ride_bike", names.ride[1]!),
      label: "ride_bike",
      split: "train",
      group: "ride_bike/A+B@home~",
    },
  ]);
  expect(report).toMatchObject({ format: "hmdb51", officialSplit: 1, listed: 3, ignored: 1, unlisted: 0 });
  expect(groupLeaks(clips)).toEqual([]);
});

it("reads split 2, prepared clips, and copies of the lists in two folders", async () => {
  const copies = Object.fromEntries(Object.entries(lists).map(([path, text]) => [`backup/old/${path}`, text]));
  const root = tree("two", lists, copies);
  const prepared = tree(
    "prepared",
    Object.fromEntries(Object.keys(videos).map((path) => [path.replace(".avi", ".mp4"), null])),
  );
  const { clips } = await openDataset(`hmdb51/2:${root}`, { videos: prepared });
  expect(clips.map(({ file, split }) => `${split} ${file.split("/").at(-1)}`)).toEqual([
    `test ${names.brush[0]!.replace(".avi", ".mp4")}`,
    `train ${names.brush[1]!.replace(".avi", ".mp4")}`,
    `train ${names.ride[0]!.replace(".avi", ".mp4")}`,
  ]);
});

it("says which list is missing, and refuses a split that is none", async () => {
  const root = tree("good", lists, videos);
  expect(await fault(openDataset(`hmdb51/3:${root}`))).toMatchObject({
    _tag: "DatasetNotFoundError",
    message: expect.stringMatching(/lacks brush_hair_test_split3\.txt/),
  });
  expect(await fault(openDataset(`hmdb51/0:${root}`))).toMatchObject({ _tag: "InvalidOptionError" });
  expect(await fault(openDataset(`hmdb51:${tree("none", { "a/b.avi": null })}`))).toMatchObject({
    _tag: "DatasetNotFoundError",
    message: expect.stringMatching(/lacks HMDB-51's CLASS_test_split1\.txt/),
  });
});

it.each([
  [
    "a use that is none",
    "April_10_brush_hair_u_nm_np1_ba_goo_0.avi 3",
    "syntax",
    /0 \(unused\), 1 \(train\) or 2 \(test\)/,
  ],
  ["a line without use", "April_10_brush_hair_u_nm_np1_ba_goo_0.avi", "syntax", /should be a file name and 0/],
  [
    "another class's clip",
    "RATRACE_wave_f_nm_np1_fr_goo_37.avi 1",
    "label",
    /does not have the class "brush_hair" in it/,
  ],
  ["a clip twice", `${names.brush[0]} 1`, "duplicate", /is listed already \(.*, line 1\)/],
  ["a clip in two splits", `${names.brush[0]} 2`, "two-splits", /is in the split train too/],
] as const)("names the list and the line of %s", async (_, line, kind, problem) => {
  const path = "testTrainMulti_7030_splits/brush_hair_test_split1.txt";
  const root = tree(`fault ${_}`, lists, videos, { [path]: `${lists[path]}${line} \n` });
  expect(await fault(openDataset(root))).toMatchObject({
    _tag: "DatasetFormatError",
    file: join(root, path),
    line: 3,
    message: expect.stringMatching(problem),
  });
  expect((await openDataset(root, { faults: "report" })).report?.faults.counts).toEqual({ [kind]: 1 });
});
