import { join } from "node:path";
import type { RgbImage } from "@cvar/accumulate";
import { z } from "zod";
import { rebuildImages } from "../rebuild/rebuild-images.js";
import { rebuildPage } from "../rebuild/rebuild-page.js";
import { rebuiltFrame } from "../rebuild/rebuilt-frame.js";
import { png } from "../report/png.js";
import { facts } from "../table.js";
import { withVideo } from "../video/open.js";
import { writeWhole } from "../write-whole.js";
import { type Define, parseOptions, writeJson } from "./command.js";

const schema = z.object({
  out: z.string(),
  frame: z.coerce.number().int().min(0).default(1),
  json: z.boolean().default(false),
});

/** `cvar rebuild FILE`: a frame's picture from its references, vectors and residual, step by step. */
export const defineRebuild: Define = (program, terminal) =>
  program
    .command("rebuild")
    .description("rebuild a P- or B-frame from its I-frame, vectors and residual: a page and PNG files of each step")
    .argument("<file>", "a video")
    .requiredOption("--out <folder>", "where index.html and the PNG files go")
    .option("--frame <n>", "decode index of the frame, from 0 (default 1)")
    .option("--json", "print JSON")
    .action(async (file: string, raw: Record<string, unknown>) => {
      const options = parseOptions(schema, raw);
      const rebuilt = await withVideo(file, (video) => rebuiltFrame(video, options.frame));
      const images = rebuildImages(rebuilt);
      const files: string[] = [];
      const save = async (name: string, content: string | readonly Uint8Array[]) => {
        files.push(join(options.out, name));
        await writeWhole(files.at(-1)!, content);
      };
      await save("index.html", rebuildPage(file, rebuilt, images));
      const { references, ...others } = images;
      const named: [string, RgbImage][] = [
        ...references.map((image, i): [string, RgbImage] => [`reference-${i + 1}`, image]),
        ...Object.entries(others),
      ];
      for (const [name, image] of named) await save(`${name}.png`, [png(image)]);
      const { frame, differences } = rebuilt;
      const { differing, samples, largest, psnr } = differences.at(-1)!;
      if (options.json)
        return writeJson(terminal, {
          page: files[0],
          frame: frame.decodeIndex,
          type: frame.type,
          references: rebuilt.references.map(({ displayIndex }) => displayIndex),
          differences,
          files,
        });
      await terminal.write(
        facts([
          ["page", files[0]!],
          ["pictures", `${files.length - 1} PNG files beside it`],
          ["frame", `${frame.decodeIndex}, ${frame.type}`],
          [
            "against decoding",
            psnr === null
              ? "every sample equal"
              : `${differing} of ${samples} samples differ, by ${largest} at most; PSNR ${psnr.toFixed(2)} dB`,
          ],
        ]),
      );
    });
