import { dirname } from "node:path";
import type { ListedClip } from "../../lists/listed-clip.js";
import { parseSomethingAnswers, parseSomethingLabels, parseSomethingList } from "../../lists/something-something.js";
import { listText } from "../list-text.js";
import { type ListFormat, lacking, named, requireSplit } from "./list-format.js";

const SOMETHING = "something-something-v2-";

/** Something-Something V2 by its JSON lists. */
export const somethingSomething: ListFormat = {
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
