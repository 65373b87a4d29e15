import { basename } from "node:path";
import { labelsOf, type Split } from "../../dataset.js";
import { KINETICS_COLUMNS, parseKineticsList } from "../../lists/kinetics.js";
import type { ListedClip } from "../../lists/listed-clip.js";
import { listHead, listText } from "../list-text.js";
import { type ListFormat, lacking, requireSplit } from "./list-format.js";

/** Kinetics with its number of classes; null: the number of classes in the lists says which one it is. */
export function kinetics(edition: 400 | 600 | null): ListFormat {
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
    const header = (await listHead(path)).split(/[\r\n]/, 1)[0]!;
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
