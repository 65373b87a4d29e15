import { basename, dirname } from "node:path";
import type { ListedClip } from "../../lists/listed-clip.js";
import { parseUcf101Classes, parseUcf101List, UCF101_SPLITS } from "../../lists/ucf101.js";
import { listText } from "../list-text.js";
import { type ListFormat, lacking, named, requireSplit } from "./list-format.js";

/** UCF-101 by its `ucfTrainTestlist`. */
export const ucf101: ListFormat = {
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
