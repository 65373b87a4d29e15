import { basename } from "node:path";
import { colourWheel, type RgbImage } from "@cvar/accumulate";
import { escapeHtml, figure, htmlTable, page } from "../report/page.js";
import { pngUri, shrink } from "../report/png.js";
import { si } from "../table.js";
import type { GopPictures } from "../video/gop-pictures.js";
import { arrowsSvg } from "./arrows.js";
import { type FlowScales, type FrameImages, RESIDUAL_GAIN } from "./frame-images.js";

/** Widest picture inside a page; the PNG files beside it have the full size. */
const WIDEST = 400;
const THUMBNAIL = 120;

const KINDS = ["rawMotion", "rawBackward", "motion", "rawResidual", "residual"] as const;
/** Those that the stage shows large. */
const STAGE = ["rawMotion", "motion", "rawResidual", "residual"] as const;
const NAMES: Readonly<Record<(typeof KINDS)[number], string>> = {
  rawMotion: "vectors",
  rawBackward: "backward",
  motion: "accumulated",
  rawResidual: "residual",
  residual: "accumulated",
};

/** What the page of one GOP is made from. */
export interface ViewContent {
  readonly file: string;
  readonly facts: readonly (readonly [string, string | number | null])[];
  readonly gop: GopPictures;
  readonly images: readonly FrameImages[];
  readonly scales: FlowScales;
  /** Index among the P-frames of the one shown first. */
  readonly shown: number;
}

/** The page of `cvar view`. */
export function viewPage(content: ViewContent): string {
  const { file, gop, facts } = content;
  return page(
    basename(file),
    `group of pictures ${gop.gop}: one I-frame and ${gop.pFrames.length} ${kinds(gop)}`,
    [
      { title: `A ${kind(gop)}, as it is coded and as it is accumulated`, lead: lead(kind(gop)), body: stage(content) },
      { title: "Over the group of pictures", lead: "Choose a frame by clicking it.", body: film(content) },
      { title: "Reading the colours", body: legend(content) },
      { title: "The file", body: htmlTable(["", ""], facts) },
    ],
    script(content),
  );
}

/** What the frames of the page are called. */
function kind({ pFrames }: GopPictures): string {
  return pFrames.some(({ type }) => type === "B") ? "P- or B-frame" : "P-frame";
}

function kinds({ pFrames }: GopPictures): string {
  return pFrames.some(({ type }) => type === "B") ? "P- and B-frames" : "P-frames";
}

function lead(what: string): string {
  return (
    `The vectors and residual of one ${what} say how it differs from the frames that it refers to. Traced back through all frames ` +
    "between (Γ), they say how it differs from the I-frame: where each pixel came from (Π) and what was added on the way (Δ)."
  );
}

function stage({ gop, images, shown }: ViewContent): string {
  const now = images[shown]!;
  const uri = (image: RgbImage) => pngUri(shrink(image, WIDEST));
  const { width, height, iFrame } = gop;
  const figures = [
    figure(
      uri({ width, height, rgb: iFrame.picture }),
      `<b>I-frame</b>, frame ${iFrame.decodeIndex}, ${si(iFrame.byteLength, "B")}`,
    ),
    figure(uri(now.rawMotion), "<b>Motion vectors</b> of this frame alone", 'id="rawMotion"'),
    figure(uri(now.rawResidual), "<b>Residual</b> of this frame alone", 'id="rawResidual"'),
    `<figure><div class="stack"><img id="picture" alt="" src="${uri(now.picture)}"><div id="arrows">${arrowsSvg(gop.pFrames[shown]!.field, width, height)}</div></div><figcaption><b>The frame</b>, decoded, with its vectors as arrows</figcaption></figure>`,
    figure(uri(now.motion), "<b>Accumulated motion</b> Π", 'id="motion"'),
    figure(uri(now.residual), "<b>Accumulated residual</b> Δ", 'id="residual"'),
  ];
  return `<div class="bar"><label for="t">frame</label><input type="range" id="t" min="0" max="${images.length - 1}" value="${shown}"><output id="say">${say(gop, shown)}</output><label><input type="checkbox" id="show" checked> arrows</label></div><div class="strip three">${figures.join("")}</div>`;
}

function say({ pFrames, iFrame }: GopPictures, i: number): string {
  const frame = pFrames[i]!;
  return escapeHtml(
    `t = ${i + 1} (${frame.type}-frame ${frame.decodeIndex}, ${frame.timestamp.toFixed(2)} s, ${si(frame.byteLength, "B")} of the I-frame's ${si(iFrame.byteLength, "B")})`,
  );
}

function film({ images, shown }: ViewContent): string {
  const cells = [`<span></span>${images.map((_, i) => `<span class="t">${i + 1}</span>`).join("")}`];
  for (const kind of KINDS) {
    if (images.every((image) => image[kind] === undefined)) continue;
    const row = images.map((image, i) => {
      const picture = image[kind];
      if (picture === undefined) return "<span></span>";
      return `<img data-t="${i}"${i === shown ? ' class="now"' : ""} alt="" src="${pngUri(shrink(picture, THUMBNAIL))}">`;
    });
    cells.push(`<span>${NAMES[kind]}</span>${row.join("")}`);
  }
  return `<div class="film" style="grid-template-columns:6em repeat(${images.length},minmax(52px,1fr))">${cells.join("")}</div>`;
}

function legend({ scales }: ViewContent): string {
  const px = (value: number) => `${Number(value.toFixed(1))} px`;
  return `<div class="legend"><img src="${pngUri(colourWheel())}" alt="colour wheel"><div>Hue is the direction in which things moved, on the screen as on the wheel; white has not moved.<br>Full colour: ${px(scales.raw)} and more in one frame; ${px(scales.accumulated)} and more accumulated.<br>Residuals are drawn ${RESIDUAL_GAIN} times as strong around middle grey; blocks coded without reference have none and are drawn grey in the raw picture.</div></div>`;
}

/** Moves the stage to another frame. The pictures of all frames are in the page. */
function script({ gop, images }: ViewContent): string {
  const frames = images.map((image, i) => ({
    picture: pngUri(shrink(image.picture, WIDEST)),
    ...Object.fromEntries(STAGE.map((kind) => [kind, pngUri(shrink(image[kind], WIDEST))])),
    arrows: arrowsSvg(gop.pFrames[i]!.field, gop.width, gop.height),
    say: say(gop, i),
  }));
  return `const F=${JSON.stringify(frames).replaceAll("<", "\\u003c")};
const $=(id)=>document.getElementById(id);
function go(i){for(const k of ["picture","rawMotion","motion","rawResidual","residual"])$(k).src=F[i][k];
$("arrows").innerHTML=F[i].arrows;$("say").innerHTML=F[i].say;$("t").value=i;
document.querySelectorAll(".film img").forEach((e)=>e.classList.toggle("now",+e.dataset.t===i));}
$("t").addEventListener("input",(e)=>go(+e.target.value));
$("show").addEventListener("change",(e)=>{$("arrows").hidden=!e.target.checked;});
document.querySelectorAll(".film img").forEach((e)=>e.addEventListener("click",()=>go(+e.dataset.t)));`;
}
