import { join } from "node:path";
import { colourWheel } from "@cvar/accumulate";
import { z } from "zod";
import { MissingInputError, UsageError } from "../errors.js";
import { png } from "../report/png.js";
import { facts, si } from "../table.js";
import { gopPictures } from "../video/gop-pictures.js";
import { withVideo } from "../video/open.js";
import { flowScales, frameImages } from "../view/frame-images.js";
import { viewPage } from "../view/view-page.js";
import { writeWhole } from "../write-whole.js";
import { type Define, parseOptions, writeJson } from "./command.js";

const schema = z.object({
  out: z.string(),
  gop: z.coerce.number().int().min(0).default(0),
  frame: z.coerce.number().int().min(1).optional(),
  rule: z.enum(["paper", "coviar"]).default("paper"),
  bFrames: z.boolean().default(false),
  json: z.boolean().default(false),
});

/** `cvar view FILE`: a page and PNGs of one group of pictures, as in Fig. 2 of Das Biswas et al. */
export const defineView: Define = (program, terminal) =>
  program
    .command("view")
    .description(
      "an HTML page and PNG files: I-frame, raw and accumulated vectors and residuals over a group of pictures",
    )
    .argument("<file>", "a video")
    .requiredOption("--out <folder>", "where index.html and the PNG files go")
    .option("--gop <n>", "which group of pictures, from 0 (default 0)")
    .option("--frame <t>", "which of its frames behind the I-frame is shown first, from 1 (default: the last)")
    .option("--rule <rule>", "accumulation rule, `paper` or `coviar` (default paper)")
    .option("--b-frames", "B-frames too, with forward and backward vectors (rule paper)")
    .option("--json", "print JSON")
    .action(async (file: string, raw: Record<string, unknown>) => {
      const options = parseOptions(schema, raw);
      if (options.bFrames && options.rule === "coviar")
        throw new UsageError("--b-frames needs the rule paper: coviar traces P-frames only");
      const { gop, info } = await withVideo(file, async (video) => ({
        gop: await gopPictures(video, options.gop, options.rule, options.bFrames),
        info: [
          ["container", video.container],
          ["codec", `${video.codec}, ${video.profile}`],
          ["encoder", video.encoder],
          ["picture", `${video.width}×${video.height}`],
          ["frames per second", video.frameRate === null ? null : String(Number(video.frameRate.toFixed(3)))],
          ["rule", options.rule],
        ] as const,
      }));
      const shown = (options.frame ?? gop.pFrames.length) - 1;
      if (gop.pFrames.length === 0)
        throw new MissingInputError(`GOP ${options.gop} of ${file} has no P-frames`, "choose another with --gop");
      if (shown >= gop.pFrames.length)
        throw new MissingInputError(
          `GOP ${options.gop} has ${gop.pFrames.length} P-frames`,
          "choose one of them with --frame",
        );
      const scales = flowScales(gop);
      const images = gop.pFrames.map((frame) => frameImages(frame, gop, scales));
      const written = [join(options.out, "index.html")];
      await writeWhole(written[0]!, viewPage({ file, facts: info, gop, images, scales, shown }));
      const save = async (name: string, bytes: Uint8Array) => {
        written.push(join(options.out, name));
        await writeWhole(written.at(-1)!, [bytes]);
      };
      const { width, height } = gop;
      await save("i-frame.png", png({ width, height, rgb: gop.iFrame.picture }));
      await save("colour-wheel.png", png(colourWheel()));
      for (const [i, image] of images.entries()) {
        for (const [name, picture] of Object.entries(image))
          await save(`t${String(i + 1).padStart(2, "0")}-${kebab(name)}.png`, png(picture));
      }
      if (options.json)
        return writeJson(terminal, {
          page: written[0],
          gop: options.gop,
          pFrames: gop.pFrames.length,
          shown: shown + 1,
          files: written,
        });
      await terminal.write(
        facts([
          ["page", written[0]!],
          ["pictures", `${written.length - 1} PNG files beside it`],
          ["I-frame", si(gop.iFrame.byteLength, "B")],
        ]),
      );
    });

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
