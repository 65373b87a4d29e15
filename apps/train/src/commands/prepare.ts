import { availableParallelism } from "node:os";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { z } from "zod";
import { DATA_HELP, datasetNotes, openDataset } from "../dataset.js";
import { UsageError } from "../errors.js";
import { interruptible } from "../interruptible.js";
import { papersEncoding } from "../prepare/ffmpeg.js";
import { prepareDataset } from "../prepare/prepare.js";
import { startProgress } from "../progress.js";
import { type Define, parseOptions, writeJson } from "./command.js";

const schema = z.object({
  data: z.string(),
  videos: z.string().optional(),
  allowMissing: z.boolean().default(false),
  out: z.string(),
  size: z
    .string()
    .regex(/^\d{2,4}x\d{2,4}$/, "give it as WIDTHxHEIGHT")
    .default(`${papersEncoding.width}x${papersEncoding.height}`),
  gop: z.coerce.number().int().min(1).max(600).default(papersEncoding.gop),
  quality: z.coerce.number().int().min(1).max(31).default(papersEncoding.quality),
  jobs: z.coerce.number().int().min(1).max(256).optional(),
  json: z.boolean().default(false),
});

/** `cvar prepare`: any dataset → the papers' format, with the FFmpeg on the PATH. */
export const definePrepare: Define = (program, terminal) =>
  program
    .command("prepare")
    .description(
      "re-encode a dataset in the papers' format (MPEG-4, GOP 12, 340×256) with FFmpeg; goes on where it stopped",
    )
    .requiredOption("--data <path>", DATA_HELP)
    .option("--videos <folder>", "where a dataset's videos are, if not under the folder of its lists")
    .option("--allow-missing", "go on without clips that are listed and not there (Kinetics always does)")
    .requiredOption("--out <folder>", "where the clips and their labels.csv go")
    .option("--size <WxH>", "picture size (default 340x256)")
    .option("--gop <n>", "frames from one I-frame to the next (default 12)")
    .option("--quality <q>", "quantiser scale, 1 (finest) to 31 (default 1)")
    .option("--jobs <n>", "clips at a time (default: one per processor)")
    .option("--json", "print JSON")
    .action(async (raw: Record<string, unknown>) => {
      const {
        data,
        videos,
        allowMissing,
        out,
        size,
        gop,
        quality,
        jobs = availableParallelism(),
        json,
      } = parseOptions(schema, raw);
      const [width, height] = size.split("x").map(Number) as [number, number];
      if (width % 2 === 1 || height % 2 === 1)
        throw new UsageError(`option --size "${size}": both numbers must be even`);
      const dataset = await openDataset(data, { videos, allowMissing });
      for (const line of datasetNotes(dataset)) terminal.note(`${line}\n`);
      const root = dataset.report?.videos ?? data;
      if (dataset.report?.format !== "csv") refuseWithin(root, out);
      const progress = startProgress(terminal, "prepare", dataset.clips.length);
      const result = await interruptible(terminal, (signal) =>
        prepareDataset({
          dataset,
          root,
          out,
          encoding: { width, height, gop, quality },
          jobs,
          signal,
          onClip: (done, _, file) => progress.update(done, file),
        }),
      ).finally(() => progress.stop());
      if (json) return writeJson(terminal, result);
      for (const { file, reason } of result.broken) terminal.note(`skipped ${file}: ${reason}\n`);
      await terminal.write(
        `${result.list}: ${result.encoded} clips encoded, ${result.kept} kept, ${result.broken.length} broken\n`,
      );
    });

/**
 * Videos are found by name wherever they lie: copies among them would be taken for originals when the command is run again.
 * @throws UsageError
 */
function refuseWithin(root: string, out: string): void {
  const below = relative(resolve(root), resolve(out));
  if (below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below)) return;
  throw new UsageError(`option --out "${out}": lies in the folder of the videos (${root}); give one beside it`);
}
