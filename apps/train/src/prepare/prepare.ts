import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { type ClipRecord, type Dataset, datasetOf } from "@cvar/data";
import { CLASSES_FILE } from "@cvar/data/node";
import { DatasetError, describeError, InterruptedError, RunError } from "../errors.js";
import { withVideo } from "../video/open.js";
import { writeWhole } from "../write-whole.js";
import { type Encoding, encodeClip, ffmpegVersion } from "./ffmpeg.js";
import { inParallel } from "./in-parallel.js";

export interface PrepareOptions {
  readonly dataset: Dataset;
  /** The folder that file names are kept relative to. */
  readonly root: string;
  readonly out: string;
  readonly encoding: Encoding;
  readonly jobs: number;
  readonly signal?: AbortSignal;
  onClip?(done: number, total: number, file: string): void;
}

export interface PrepareResult {
  readonly encoded: number;
  /** Finished by an earlier run. */
  readonly kept: number;
  readonly broken: readonly { readonly file: string; readonly reason: string }[];
  readonly list: string;
}

/**
 * Encodes every clip of a dataset and writes `labels.csv` beside them. What an earlier run finished is kept; a clip that
 * FFmpeg cannot read, or whose result has no frames, is left out of the list and named in `broken`.
 * @throws RunError if `out` was made with another encoding; InterruptedError; ToolError without FFmpeg
 */
export async function prepareDataset(options: PrepareOptions): Promise<PrepareResult> {
  const { dataset, out, encoding, signal } = options;
  await ffmpegVersion();
  await sameEncoding(out, encoding);
  await sweepTemporary(out);
  const names = outputNames(dataset.clips, options.root);
  const broken: { file: string; reason: string }[] = [];
  let done = 0;
  let kept = 0;
  await inParallel(dataset.clips, options.jobs, async (clip, i) => {
    if (signal?.aborted) return;
    const target = join(out, names[i]!);
    try {
      if (existsSync(target)) kept++;
      else await encodeOne(clip.file, target, encoding, signal);
    } catch (error) {
      if (signal?.aborted) return;
      broken.push({ file: clip.file, reason: describeError(error, clip.file) });
    }
    options.onClip?.(++done, dataset.clips.length, names[i]!);
  });
  if (signal?.aborted)
    throw new InterruptedError(
      `stopped after ${done} of ${dataset.clips.length} clips`,
      "run the same command again to go on",
    );
  const bad = new Set(broken.map(({ file }) => file));
  const rows = dataset.clips.flatMap((clip, i) => (bad.has(clip.file) ? [] : [{ ...clip, file: names[i]! }]));
  if (rows.length === 0)
    throw new DatasetError(`none of the ${dataset.clips.length} clips could be encoded: ${broken[0]!.reason}`);
  const list = join(out, "labels.csv");
  await writeWhole(list, csv(rows));
  await keepClasses(join(out, CLASSES_FILE), dataset.classes, rows);
  return { encoded: rows.length - kept, kept, broken, list };
}

/** A list says its classes in alphabetical order: another order, or a class without clips, is written beside it. */
async function keepClasses(path: string, classes: readonly string[], rows: readonly ClipRecord[]): Promise<void> {
  const implied = datasetOf(rows).classes;
  if (classes.length === implied.length && classes.every((name, i) => name === implied[i]))
    await rm(path, { force: true });
  else await writeWhole(path, `${classes.join("\n")}\n`);
}

async function encodeOne(source: string, target: string, encoding: Encoding, signal?: AbortSignal): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await encodeClip(source, target, encoding, signal);
  try {
    const gops = await withVideo(target, (video) => video.gops());
    if (gops.length === 0) throw new DatasetError("no frame came out of it");
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
}

/** Paths below `root`, each with the ending .mp4; a name that two sources would share keeps its old ending in it. */
function outputNames(clips: readonly ClipRecord[], root: string): string[] {
  const taken = new Set<string>();
  return clips.map(({ file }) => {
    const below = relative(resolve(root), resolve(file));
    const inside = below.startsWith("..") ? basename(file) : below;
    const stem = inside.slice(0, inside.length - extname(inside).length);
    let name = `${stem}.mp4`;
    for (let n = 0; taken.has(name); n++)
      name = `${stem}${extname(inside).replace(".", "-")}${n === 0 ? "" : `-${n}`}.mp4`;
    taken.add(name);
    return name;
  });
}

async function sameEncoding(out: string, encoding: Encoding): Promise<void> {
  const path = join(out, "prepare.json");
  const now = `${JSON.stringify(encoding, null, 2)}\n`;
  if (!existsSync(path)) return writeWhole(path, now);
  if ((await readFile(path, "utf8")) !== now) {
    throw new RunError(
      `${out} holds clips of another encoding (see prepare.json in it)`,
      "give another --out, or delete the folder",
    );
  }
}

/** What a killed run left half-written. */
async function sweepTemporary(out: string): Promise<void> {
  for (const name of await readdir(out, { recursive: true })) {
    if (/\.mp4\.\d+\.tmp$/.test(name)) await rm(join(out, name), { force: true });
  }
}

function csv(rows: readonly ClipRecord[]): string {
  const grouped = rows.some((row) => row.group !== undefined);
  const quote = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const head = ["file", "label", "split", ...(grouped ? ["scene_group"] : [])];
  const line = (r: ClipRecord) =>
    [r.file, r.label ?? "", r.split, ...(grouped ? [r.group ?? ""] : [])].map(quote).join(",");
  return `${[head.join(","), ...rows.map(line)].join("\n")}\n`;
}
