import { basename, dirname } from "node:path";
import { labelsOf, type Split } from "../dataset.js";
import type { DatasetFormat } from "../dataset-report.js";
import { DatasetNotFoundError, InvalidOptionError } from "../errors.js";
import type { FaultLog } from "../lists/fault-log.js";
import { HMDB51_SPLITS, hmdb51ListName, parseHmdb51List } from "../lists/hmdb51.js";
import { KINETICS_COLUMNS, parseKineticsList } from "../lists/kinetics.js";
import type { ListedClip } from "../lists/listed-clip.js";
import { parseSomethingAnswers, parseSomethingLabels, parseSomethingList } from "../lists/something-something.js";
import { parseUcf101Classes, parseUcf101List, UCF101_SPLITS } from "../lists/ucf101.js";
import { listText } from "./list-text.js";

/** A dataset's lists, read: what its clips are called and belong to, before files are looked for. */
export interface ReadLists {
  readonly format: DatasetFormat;
  readonly classes: readonly string[];
  readonly clips: readonly ListedClip[];
  readonly lists: readonly string[];
  /** Stems of clips that the lists name and this split leaves out. */
  readonly unused: readonly string[];
  readonly officialSplit: number | null;
}

/** How the lists of one dataset are recognised and read. */
export interface ListFormat {
  readonly format: DatasetFormat;
  /** Other names for it. */
  readonly aliases: readonly string[];
  /** Clips of the official lists that are gone are no fault: videos disappear from where they are downloaded. */
  readonly mayLack: boolean;
  /** File names may differ from the lists' in upper and lower case. */
  readonly ignoreCase: boolean;
  /** True if these paths (text, CSV and JSON files) have the dataset's lists among them. */
  recognise(paths: readonly string[]): Promise<boolean>;
  /** @throws DatasetNotFoundError, InvalidOptionError; other faults go to the log */
  read(paths: readonly string[], root: string, officialSplit: number, faults: FaultLog): Promise<ReadLists>;
}

const named = (paths: readonly string[], ...names: string[]) => paths.find((path) => names.includes(basename(path)));

const ucf101: ListFormat = {
  format: "ucf101",
  aliases: ["ucf-101"],
  mayLack: false,
  ignoreCase: true,
  recognise: async (paths) =>
    named(paths, "classInd.txt") !== undefined && paths.some((p) => /^trainlist0\d\.txt$/.test(basename(p))),
  async read(paths, root, officialSplit, faults) {
    requireSplit(officialSplit, UCF101_SPLITS);
    const index = named(paths, "classInd.txt");
    if (index === undefined) throw lacking(root, "UCF-101's classInd.txt (ucfTrainTestlist)");
    const beside = paths.filter((path) => dirname(path) === dirname(index));
    const classes = parseUcf101Classes(await listText(index), index, faults);
    let clips: ListedClip[] = [];
    const lists = [index];
    for (const split of ["train", "test"] as const) {
      const name = `${split}list0${officialSplit}.txt`;
      const list = named(beside, name);
      if (list === undefined) throw lacking(dirname(index), name);
      clips = clips.concat(parseUcf101List(await listText(list), { list, split, classes }, faults));
      lists.push(list);
    }
    return { format: "ucf101", classes, clips, lists, unused: [], officialSplit };
  },
};

const hmdb51: ListFormat = {
  format: "hmdb51",
  aliases: ["hmdb-51"],
  mayLack: false,
  ignoreCase: true,
  recognise: async (paths) => paths.some((path) => hmdb51ListName(basename(path)) !== null),
  async read(paths, root, officialSplit, faults) {
    requireSplit(officialSplit, HMDB51_SPLITS);
    const all = paths.flatMap((list) => {
      const name = hmdb51ListName(basename(list));
      return name === null ? [] : [{ list, ...name }];
    });
    if (all.length === 0) throw lacking(root, "HMDB-51's CLASS_test_split1.txt … (testTrainMulti_7030_splits)");
    // Copies of the lists in other folders would name every clip twice.
    const folder = dirname(all[0]!.list);
    const beside = all.filter(({ list }) => dirname(list) === folder);
    const classes = [...new Set(beside.map(({ label }) => label))].sort();
    let clips: ListedClip[] = [];
    let unused: string[] = [];
    const lists: string[] = [];
    for (const label of classes) {
      const list = beside.find((each) => each.label === label && each.officialSplit === officialSplit)?.list;
      if (list === undefined) throw lacking(folder, `${label}_test_split${officialSplit}.txt`);
      const read = parseHmdb51List(await listText(list), { list, label }, faults);
      clips = clips.concat(read.clips);
      unused = unused.concat(read.unused);
      lists.push(list);
    }
    return { format: "hmdb51", classes, clips, lists, unused, officialSplit };
  },
};

/** Kinetics with its number of classes; null: the number of classes in the lists says which one it is. */
function kinetics(edition: 400 | 600 | null): ListFormat {
  return {
    format: `kinetics${edition ?? 400}`,
    aliases: edition === null ? [] : [`kinetics-${edition}`, `k${edition}`],
    mayLack: true,
    ignoreCase: false,
    recognise: async (paths) => edition === null && (await kineticsLists(paths)).length > 0,
    async read(paths, root, officialSplit, faults) {
      requireSplit(officialSplit, 1);
      const lists = await kineticsLists(paths);
      if (lists.length === 0) throw lacking(root, `a CSV with the columns label,${KINETICS_COLUMNS.join(",")},split`);
      let clips: ListedClip[] = [];
      for (const list of lists) {
        const options = { list, splitOfList: splitOfName(basename(list)) };
        clips = clips.concat(parseKineticsList(await listText(list), options, faults));
      }
      const classes = labelsOf(clips);
      const count = edition ?? (classes.length > 400 ? 600 : 400);
      const tooMany = `Kinetics-${count} has ${count} classes, the lists have ${classes.length}`;
      if (classes.length > count) faults.add("classes", { list: lists[0]! }, tooMany);
      return { format: `kinetics${count}`, classes, clips, lists, unused: [], officialSplit: null };
    },
  };
}

/** CSV files with Kinetics' columns. Only the header is looked at. */
async function kineticsLists(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths.filter((each) => /\.csv$/i.test(each))) {
    const header = (await listText(path)).slice(0, 400).split(/[\r\n]/, 1)[0]!;
    if (header.includes("youtube_id")) found.push(path);
  }
  // Copies in folders further down would name every clip twice.
  return found.filter(
    (path) =>
      !found.some((other) => other !== path && basename(other) === basename(path) && other.length < path.length),
  );
}

function splitOfName(name: string): Split | null {
  if (/test/i.test(name)) return "test";
  return /val/i.test(name) ? "val" : /train/i.test(name) ? "train" : null;
}

const SOMETHING = "something-something-v2-";

const somethingSomething: ListFormat = {
  format: "something-something-v2",
  aliases: ["ssv2", "sthv2", "something-something"],
  mayLack: false,
  ignoreCase: false,
  recognise: async (paths) => {
    const labels = named(paths, "labels.json", `${SOMETHING}labels.json`);
    return labels !== undefined && named(paths, "train.json", `${SOMETHING}train.json`) !== undefined;
  },
  async read(paths, root, officialSplit, faults) {
    requireSplit(officialSplit, 1);
    const find = (name: string) => named(paths, `${name}.json`, `${SOMETHING}${name}.json`);
    const labels = find("labels");
    if (labels === undefined) throw lacking(root, "Something-Something's labels.json");
    const classes = parseSomethingLabels(await listText(labels), labels, faults);
    const answerList = named(paths, "test-answers.csv", `${SOMETHING}test-answers.csv`);
    const answers = answerList && parseSomethingAnswers(await listText(answerList), answerList, faults);
    let clips: ListedClip[] = [];
    const lists = [labels];
    for (const [name, split] of [
      ["train", "train"],
      ["validation", "val"],
      ["test", "test"],
    ] as const) {
      const list = find(name);
      if (list === undefined && name === "test") continue;
      if (list === undefined) throw lacking(dirname(labels), `${name}.json or ${SOMETHING}${name}.json`);
      const options = { list, split, classes, ...(split === "test" && answers && { answers }) };
      clips = clips.concat(parseSomethingList(await listText(list), options, faults));
      lists.push(list);
    }
    if (answerList !== undefined) lists.push(answerList);
    return { format: "something-something-v2", classes, clips, lists, unused: [], officialSplit: null };
  },
};

/** The datasets with lists of their own, in the order in which a folder is asked whether it is one. */
export const listFormats: readonly ListFormat[] = [
  ucf101,
  hmdb51,
  somethingSomething,
  kinetics(400),
  kinetics(600),
  kinetics(null),
];

function requireSplit(officialSplit: number, splits: number): void {
  if (!Number.isInteger(officialSplit) || officialSplit < 1 || officialSplit > splits)
    throw new InvalidOptionError(
      "officialSplit",
      officialSplit,
      splits === 1 ? "1 (the dataset has one split)" : `1 to ${splits}`,
    );
}

function lacking(folder: string, what: string): DatasetNotFoundError {
  return new DatasetNotFoundError(`${folder} lacks ${what}`);
}
