import { basename, dirname } from "node:path";
import { HMDB51_SPLITS, hmdb51ListName, parseHmdb51List } from "../../lists/hmdb51.js";
import type { ListedClip } from "../../lists/listed-clip.js";
import { listText } from "../list-text.js";
import { type ListFormat, lacking, requireSplit } from "./list-format.js";

/** HMDB-51 by its `testTrainMulti_7030_splits`. */
export const hmdb51: ListFormat = {
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
