import type { Split } from "../dataset.js";
import { inNumberOrder, type NumberedClass } from "./class-numbers.js";
import { type FaultLog, quoted } from "./fault-log.js";
import { type ListedClip, stemOf } from "./listed-clip.js";
import { numberedLines } from "./numbered-lines.js";

/** UCF-101 has three official ways to split train from test. */
export const UCF101_SPLITS = 3;

/**
 * UCF-101's `classInd.txt`: a line `N Name` for each class, N from 1. The order is not quite alphabetical (HammerThrow comes
 * before Hammering), so it cannot be made up from the folders.
 *
 * (UCF101TrainTestSplits-RecognitionTask.zip, crcv.ucf.edu; its files end lines with CRLF.)
 */
export function parseUcf101Classes(text: string, list: string, faults: FaultLog): string[] {
  const classes: NumberedClass[] = [];
  for (const { line, text: content } of numberedLines(text)) {
    const match = /^(\d{1,6})\s+(\S.*)$/.exec(content);
    if (match) classes.push({ number: Number(match[1]), name: match[2]!, line });
    else
      faults.add(
        "syntax",
        { list, line },
        `${quoted(content)} should be a class's number and name, as "1 ApplyEyeMakeup"`,
      );
  }
  return inNumberOrder(classes, 1, list, faults);
}

/**
 * UCF-101's `trainlist0N.txt` (`ApplyEyeMakeup/v_ApplyEyeMakeup_g08_c01.avi 1`, the number being the class's) or
 * `testlist0N.txt` (the same without the number). The class is the folder; clips of one folder and group g01…g25 were cut from
 * the same videos, so folder and group together are the clip's group.
 *
 * Folder and file name spell one class differently (`HandstandPushups/v_HandStandPushups_g01_c01.avi`): the folder counts.
 */
export function parseUcf101List(
  text: string,
  { list, split, classes }: { readonly list: string; readonly split: Split; readonly classes: readonly string[] },
  faults: FaultLog,
): ListedClip[] {
  const numbers = new Map(classes.map((name, i) => [name, i + 1]));
  const clips: ListedClip[] = [];
  for (const { line, text: content } of numberedLines(text)) {
    const match = /^([^/\\]+)[/\\]([^/\\]+?\.[A-Za-z0-9]+)(?:\s+(\d{1,6}))?$/.exec(content);
    if (!match) {
      const wanted = split === "train" ? "CLASS/v_CLASS_g01_c01.avi NUMBER" : "CLASS/v_CLASS_g01_c01.avi";
      faults.add("syntax", { list, line }, `${quoted(content)} should be ${wanted}`);
      continue;
    }
    const [, label, file, given] = match as unknown as [string, string, string, string | undefined];
    const number = numbers.get(label);
    if (number === undefined) {
      faults.add(
        "label",
        { list, line },
        `${quoted(label)} is not among the ${classes.length} classes of classInd.txt`,
      );
      continue;
    }
    if (given !== undefined && Number(given) !== number) {
      faults.add(
        "label",
        { list, line },
        `the line says class ${given}, but ${label} is number ${number} in classInd.txt`,
      );
      continue;
    }
    if (given === undefined && split === "train") {
      faults.add("label", { list, line }, `${quoted(content)} lacks the class's number (${label} is ${number})`);
      continue;
    }
    const group = /_(g\d+)_c\d+\.[^.]*$/.exec(file)?.[1];
    const name = `${label}/${file}`;
    clips.push({ name, stem: stemOf(file), label, split, list, line, ...(group && { group: `${label}/${group}` }) });
  }
  return clips;
}
