import { clipPictures } from "../report/clip-block.js";
import { reportPage } from "../report/report-page.js";
import { runPaths } from "../run-folder.js";
import { writeWhole } from "../write-whole.js";
import { type EvaluateOptions, evaluate, spread } from "./evaluate.js";
import type { ClipResult, Result } from "./result.js";

/** Clips whose pictures the report shows. */
const EXAMPLES = 6;

export interface ReportOptions extends EvaluateOptions {
  /** The run folder, where result.json and report.html go. */
  readonly folder: string;
  readonly ablation?: Readonly<Record<string, number | null>>;
}

/** Evaluates a run and writes its `result.json` and `report.html`. */
export async function reportRun(options: ReportOptions): Promise<Result> {
  const evaluated = await evaluate(options);
  const result = options.ablation === undefined ? evaluated : { ...evaluated, ablation: options.ablation };
  await writeReport(options.folder, options.run, result);
  return result;
}

/** Writes `result.json` and `report.html` of a finished evaluation. */
export async function writeReport(folder: string, run: EvaluateOptions["run"], result: Result): Promise<void> {
  const paths = runPaths(folder);
  await writeWhole(paths.result, `${JSON.stringify(result, null, 2)}\n`);
  const examples = await Promise.all(exampleClips(result.clips).map(clipPictures));
  await writeWhole(paths.report, reportPage({ run, result, examples }));
}

/** Up to two wrong answers; the rest right ones, of different classes first. */
function exampleClips(clips: readonly ClipResult[]): ClipResult[] {
  const right = clips.filter((clip) => clip.label === clip.predicted);
  const wrong = clips.filter((clip) => clip.label !== clip.predicted);
  const firsts = right.filter((clip, i) => right.findIndex(({ label }) => label === clip.label) === i);
  const others = right.filter((clip) => !firsts.includes(clip));
  const shownWrong = spread(wrong, Math.max(2, EXAMPLES - right.length));
  const room = EXAMPLES - shownWrong.length;
  return [...spread(firsts, room), ...spread(others, room - firsts.length), ...shownWrong];
}
