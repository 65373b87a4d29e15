import { basename } from "node:path";
import { flowToRgb, type RgbImage, residualToRgb } from "@cvar/accumulate";
import { gopPictures } from "../video/gop-pictures.js";
import { withVideo } from "../video/open.js";
import { flowScales, frameImages } from "../view/frame-images.js";
import { escapeHtml, figure } from "./page.js";
import { pngUri, shrink } from "./png.js";

const WIDTH = 200;

/** A clip with its answer and the pictures of one P-frame. */
export interface ClipPictures {
  readonly file: string;
  readonly label: string | null;
  readonly predicted: string;
  readonly probability: number;
  readonly iFrame: RgbImage;
  readonly rawMotion: RgbImage;
  readonly motion: RgbImage;
  readonly rawResidual: RgbImage;
  readonly residual: RgbImage;
  readonly pFrame: RgbImage;
  /** Position of the P-frame in its group, from 1. */
  readonly position: number;
}

/** Draws the last P-frame of the clip's middle group of pictures. */
export async function clipPictures(clip: {
  file: string;
  label: string | null;
  predicted: string;
  probability: number;
}): Promise<ClipPictures> {
  return withVideo(clip.file, async (video) => {
    const gops = await video.gops();
    const gop = await gopPictures(video, Math.floor((gops.length - 1) / 2));
    const { width, height, iFrame, pFrames } = gop;
    const last = pFrames.at(-1);
    const blank = { width, height, rgb: flowToRgb(new Float32Array(width * height * 2), width, height, 1) };
    const grey = { width, height, rgb: residualToRgb(new Int16Array(width * height * 3), width, height) };
    const i = { width, height, rgb: iFrame.picture };
    const images =
      last === undefined
        ? { picture: i, rawMotion: blank, motion: blank, rawResidual: grey, residual: grey }
        : frameImages(last, gop, flowScales(gop));
    const { picture, rawMotion, motion, rawResidual, residual } = images;
    const small = (image: RgbImage) => shrink(image, WIDTH);
    return {
      ...clip,
      iFrame: small(i),
      pFrame: small(picture),
      rawMotion: small(rawMotion),
      motion: small(motion),
      rawResidual: small(rawResidual),
      residual: small(residual),
      position: pFrames.length,
    };
  });
}

/** A clip's answer over a row of its pictures, as HTML. */
export function clipBlock(clip: ClipPictures): string {
  const verdict =
    clip.label === null
      ? escapeHtml(clip.predicted)
      : clip.label === clip.predicted
        ? `<span class="good">${escapeHtml(clip.predicted)}</span>, right`
        : `<span class="bad">${escapeHtml(clip.predicted)}</span>, but it is ${escapeHtml(clip.label)}`;
  const pictures: [RgbImage, string][] = [
    [clip.iFrame, "I-frame"],
    [clip.pFrame, `P-frame ${clip.position}`],
    [clip.rawMotion, "vectors"],
    [clip.motion, "accumulated Π"],
    [clip.rawResidual, "residual"],
    [clip.residual, "accumulated Δ"],
  ];
  return `<div class="clip"><p>${escapeHtml(basename(clip.file))}: ${verdict} (${(100 * clip.probability).toFixed(0)} %)</p><div class="strip six">${pictures.map(([image, name]) => figure(pngUri(image), name)).join("")}</div></div>`;
}
