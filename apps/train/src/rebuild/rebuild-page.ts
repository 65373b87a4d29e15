import { basename } from "node:path";
import type { RgbImage } from "@cvar/accumulate";
import { figure, htmlTable, page } from "../report/page.js";
import { pngUri, shrink } from "../report/png.js";
import { si } from "../table.js";
import { arrowsSvg } from "../view/arrows.js";
import { DIFFERENCE_GAIN, RESIDUAL_GAIN, type RebuildImages } from "./rebuild-images.js";
import type { RebuiltFrame } from "./rebuilt-frame.js";

/** Widest picture inside the page; the PNG files beside it have the full size. */
const WIDEST = 400;

const PROGRAM = `import { rebuildPicture } from "@cvar/bitstream";
import { openVideo } from "@cvar/bitstream/node";

const video = await openVideo(process.argv[2]);
const pictures = new Map(); // the last two that can be referred to, by display index
for await (const frame of video.frames({ output: "compressed" })) {
  const picture = rebuildPicture(frame, (index) => pictures.get(index));
  if (frame.type !== "B") pictures.set(frame.displayIndex, picture);
  if (pictures.size > 2) pictures.delete(Math.min(...pictures.keys()));
}`;

/** The page of `cvar rebuild`: each step of the way from the references to the picture. */
export function rebuildPage(file: string, rebuilt: RebuiltFrame, images: RebuildImages): string {
  const { frame, references } = rebuilt;
  const { width, height } = rebuilt.rebuilt;
  const uri = (image: RgbImage) => pngUri(shrink(image, WIDEST));
  const [first] = references;
  const arrows = arrowsSvg(frame.motion!, width, height);
  const steps = [
    ...images.references.map((image, i) =>
      figure(uri(image), `<b>Reference</b>: frame ${references[i]!.displayIndex} in display order, itself rebuilt`),
    ),
    `<figure><div class="stack"><img alt="" src="${uri(images.prediction)}"><div>${arrows}</div></div><figcaption><b>Prediction</b>: every block copied from where its vector points; grey where blocks are coded without reference</figcaption></figure>`,
    figure(
      uri(images.residual),
      `<b>Coded residual</b>, ${RESIDUAL_GAIN} times as strong around grey; blocks without reference as they are`,
    ),
    figure(uri(images.rebuilt), "<b>Rebuilt</b> = prediction + residual"),
    figure(uri(images.decoded), "<b>Decoded</b> by the full decoder, to compare"),
    figure(uri(images.difference), `<b>Rebuilt − decoded</b>, ${DIFFERENCE_GAIN} times as strong`),
  ];
  return page(
    basename(file),
    `frame ${frame.decodeIndex} (${frame.type}, ${si(frame.byteLength, "B")}) rebuilt from ${first ? `frame${references.length > 1 ? "s" : ""} ${references.map(({ displayIndex }) => displayIndex).join(" and ")}` : "itself: all blocks are intra"}, its vectors and its residual`,
    [
      {
        title: "Step by step",
        lead: "Nothing here but the I-frame was decoded to a picture: the rest comes from vectors and residuals.",
        body: `<div class="strip three">${steps.join("")}</div>`,
      },
      {
        title: "How exact it is",
        lead: exactness(rebuilt),
        body: htmlTable(
          ["frame", "type", "samples that differ", "of", "largest difference", "PSNR (dB)"],
          rebuilt.differences.map(({ decodeIndex, type, differing, samples, largest, psnr }) => [
            decodeIndex,
            type,
            differing,
            samples,
            largest,
            psnr === null ? "equal" : Number(psnr.toFixed(2)),
          ]),
        ),
      },
      { title: "The program", body: `<pre><code>${PROGRAM.replaceAll("<", "&lt;")}</code></pre>` },
    ],
  );
}

function exactness({ differences, rebuilt: { width, height } }: RebuiltFrame): string {
  if (differences.every(({ differing }) => differing === 0)) return "Every sample of every frame is equal.";
  return width % 16 || height % 16
    ? `${width}×${height} is no multiple of 16: what the stream codes beyond the right and lower side is not in the pictures, and blocks copied from there differ.`
    : "The differences come from what a motion field does not say: an old encoder's own chroma vectors.";
}
