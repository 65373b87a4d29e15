import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Dataset } from "../dataset.js";
import type { DatasetFormat } from "../dataset-report.js";
import { DatasetNotFoundError, EmptyDatasetError, InvalidOptionError, MissingClipsError } from "../errors.js";
import { FaultLog } from "../lists/fault-log.js";
import { withoutRepeats } from "../lists/listed-clip.js";
import { csvList } from "./csv-list.js";
import { parseDatasetSource } from "./dataset-source.js";
import { countExtensions, countUnlisted, findClips } from "./find-clips.js";
import { directoryEntries, type FolderListing, listFolder } from "./folder-listing.js";
import { folderOfClasses } from "./folder-of-classes.js";
import { listFormats } from "./formats/index.js";
import type { ListFormat } from "./formats/list-format.js";
import { refuseFaults } from "./refuse-faults.js";

/** How {@link openDataset} reads, beside the path. */
export interface DatasetOptions {
  /** Default: what the folder or list looks like. */
  readonly format?: DatasetFormat;
  /** Which of UCF-101's and HMDB-51's three splits. Default 1. */
  readonly officialSplit?: number;
  /** Where the videos are, if not under the folder with the lists: the originals, or what `cvar prepare` made of them. */
  readonly videos?: string;
  /**
   * Clips without a file: `"refuse"` throws, `"report"` leaves them out. Default: `"report"` for Kinetics, whose videos disappear
   * from YouTube, else `"refuse"`; a CSV list's files are not looked for unless this or `checkFiles` is given.
   */
  readonly missing?: "refuse" | "report";
  /** Faults of the lists: `"refuse"` (default) throws, `"report"` leaves what is wrong out. */
  readonly faults?: "refuse" | "report";
  /** Looks whether the files of a CSV list are there; those of the other datasets are always looked for. */
  readonly checkFiles?: boolean;
}

/**
 * Opens a dataset: the official lists of UCF-101, HMDB-51, Kinetics-400 and -600 or Something-Something V2 with the videos
 * somewhere below them, a CSV list, a folder with a `labels.csv`, or a folder of classes. What it is shows in the folder;
 * `format`, or a name before the path (`"ucf101/2:PATH"`), says it where that is not enough.
 *
 * Lists are read and folders listed once; no single file is asked about or opened.
 * @throws DatasetNotFoundError, EmptyDatasetError, DatasetFormatError, MissingClipsError, InvalidOptionError,
 * DatasetTooLargeError
 */
export async function openDataset(source: string, given: DatasetOptions = {}): Promise<Dataset> {
  const { path, ...named } = parseDatasetSource(source);
  const options = { ...named, ...given };
  const isFolder = await folderOrFile(path);
  const root = isFolder ? path : dirname(path);
  if (options.format === "folder-of-classes") return openFolder(path, options);
  if (options.format === "csv") return openCsv(isFolder ? join(path, "labels.csv") : path, options);
  if (options.format === undefined && isFolder && (await hasLabels(path)))
    return openCsv(join(path, "labels.csv"), options);
  const listing = isFolder ? await listFolder(root) : { root, videos: new Map(), videoCount: 0, lists: [path] };
  const format = options.format ? formatNamed(options.format) : await recognised(listing.lists);
  if (format === null) return isFolder ? openFolder(path, options) : openCsv(path, options);
  const videos = options.videos ? await listFolder(options.videos) : isFolder ? listing : await listFolder(root);
  return assemble(format, listing, videos, options);
}

function openFolder(path: string, options: DatasetOptions): Promise<Dataset> {
  refuseOfficial(options);
  return folderOfClasses(path);
}

async function openCsv(path: string, options: DatasetOptions): Promise<Dataset> {
  refuseOfficial(options);
  const { checkFiles = options.missing !== undefined } = options;
  const dataset = await csvList(path, { ...options, checkFiles });
  const { missing, listed, videos } = dataset.report!;
  if (options.missing === "refuse" && missing.length > 0) throw new MissingClipsError(missing, listed, videos);
  return dataset;
}

async function assemble(
  format: ListFormat,
  { root, lists }: FolderListing,
  videos: FolderListing,
  options: DatasetOptions,
): Promise<Dataset> {
  const faults = new FaultLog();
  const read = await format.read(lists, root, options.officialSplit ?? 1, faults);
  const listed = withoutRepeats(read.clips, faults);
  if (options.faults !== "report") refuseFaults(faults);
  if (listed.length === 0 && faults.total === 0) throw new EmptyDatasetError(`the lists under ${root} name no clips`);
  const { clips, missing } = findClips(listed, videos, faults, format);
  if (options.faults !== "report") refuseFaults(faults);
  const policy = options.missing ?? (format.mayLack ? "report" : "refuse");
  if (policy === "refuse" && missing.length > 0) throw new MissingClipsError(missing, listed.length, videos.root);
  if (clips.length === 0 && options.faults !== "report")
    throw new MissingClipsError(missing, listed.length, videos.root);
  const stems = [...listed.map(({ stem }) => stem), ...read.unused];
  const report = {
    format: read.format,
    officialSplit: read.officialSplit,
    lists: read.lists,
    videos: videos.root,
    listed: listed.length,
    ignored: read.unused.length,
    unlisted: countUnlisted(videos, stems),
    missing,
    filesChecked: true,
    faults,
    extensions: countExtensions(clips),
  };
  return { classes: read.classes, clips, report };
}

/** @returns whether the path is a folder */
async function folderOrFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new DatasetNotFoundError(`no dataset at "${path}"`, cause);
  }
}

async function hasLabels(folder: string): Promise<boolean> {
  return (await directoryEntries(folder)).some(({ name }) => name === "labels.csv");
}

function formatNamed(name: DatasetFormat): ListFormat {
  return listFormats.find(({ format }) => format === name)!;
}

async function recognised(lists: readonly string[]): Promise<ListFormat | null> {
  for (const format of listFormats) if (await format.recognise(lists)) return format;
  return null;
}

/** Options that only datasets with official lists have would be passed over in silence. */
function refuseOfficial({ officialSplit, videos }: DatasetOptions): void {
  const fitting = "only for datasets with official lists (none was found here)";
  if (officialSplit !== undefined) throw new InvalidOptionError("officialSplit", officialSplit, fitting);
  if (videos !== undefined) throw new InvalidOptionError("videos", videos, fitting);
}
