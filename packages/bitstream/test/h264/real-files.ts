import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { shared, vectorWitness } from "../../../../scripts/test-resources.js";
import type { CodedFrame } from "../../src/frame.js";
import { motionRows } from "../../src/motion-rows.js";
import { openVideo } from "../../src/node/index.js";
import { md5, readFrameMd5 } from "../reference.js";
import { frameDifferences } from "../witness/motion.js";
import { witness } from "../witness/witness.js";

/** Files whose recorded frames nothing but FFmpeg confirms: MANIFEST.md. */
const CAVEAT = /VID_1280x720_cavlc_temporal_direct/;

const manifest = shared("data", "MANIFEST.json");
const entries: { file: string; decode_messages: number; frames: number; width: number; height: number }[] = manifest
  ? JSON.parse(readFileSync(manifest, "utf8")).files
  : [];
const exact = entries.filter(
  ({ file, decode_messages }) => /^h264(_conformance)?\//.test(file) && decode_messages === 0 && !CAVEAT.test(file),
);

/** Frames × pixels up to which a file is tested each time. */
const SMALL = 1.2e7;

/** H.264 files whose frames are known for certain, small ones and those that take longer. */
export const small = names(({ frames, width, height }) => frames * width * height <= SMALL);
export const large = names(({ frames, width, height }) => frames * width * height > SMALL);

function names(wanted: (entry: (typeof exact)[number]) => boolean): string[] {
  return exact.filter(wanted).map(({ file }) => file);
}

/** Checks files' frames and vectors, in display order, against FFmpeg's. */
export function checkFiles(title: string, files: readonly string[]): void {
  describe.skipIf(!manifest)(title, () => {
    it("are there", () => {
      expect(files.length).toBeGreaterThanOrEqual(10);
    });

    it.each(files)("%s decodes to FFmpeg's frames and vectors", async (name) => {
      const path = shared("data", name)!;
      const recorded = readFrameMd5(`${path}.framemd5`);
      const video = await openVideo(path);
      // FFmpeg's program turns what its container says is to be shown turned.
      const turned = readFileSync(`${path}.framemd5`, "utf8").includes(`#dimensions 0: ${video.height}x${video.width}`);
      const witnessed = vectorWitness() ? witness([path])[0]! : null;
      const found: string[] = [];
      let n = 0;
      let rows = 0;
      for await (const frame of video.frames({ output: "pictures", residual: "none", order: "display" })) {
        if (!frame.shown) continue;
        if (md5(turned ? turnClockwise(frame) : frame) !== recorded[n]) found.push(`frame ${n}: another picture`);
        if (witnessed) found.push(...frameDifferences(frame, witnessed, n, null, "h264"));
        if (frame.type !== "I") rows += motionRows(frame).length;
        n += 1;
      }
      await video.close();
      expect(found.slice(0, 10)).toEqual([]);
      expect(n).toBe(recorded.length);
      if (witnessed?.frames.some(({ rows }) => rows.length > 0)) expect(rows).toBeGreaterThan(0);
    });
  });
}

function turnClockwise(frame: CodedFrame): CodedFrame {
  const { y, cb, cr, width, height, chromaWidth, chromaHeight, ...more } = frame.picture!;
  const turn = (plane: Uint8Array, columns: number, rows: number) =>
    plane.map((_, i) => plane[(rows - 1 - (i % rows)) * columns + Math.floor(i / rows)]!);
  const picture = {
    ...more,
    ...{ width: height, height: width, chromaWidth: chromaHeight, chromaHeight: chromaWidth },
    y: turn(y, width, height),
    cb: turn(cb, chromaWidth, chromaHeight),
    cr: turn(cr, chromaWidth, chromaHeight),
  };
  return { ...frame, picture };
}
