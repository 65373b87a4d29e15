import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ffmpeg, shared } from "../../../../scripts/test-resources.js";
import { md5Column, md5sOf } from "./raw-stream.js";

/** Real files of Simple Profile: from libavcodec, XviD and an Android telephone. */
const files = [
  "mv-extractor__vid_mpeg4_part2.mp4",
  "torchvision__v_SoccerJuggling_g23_c01.avi",
  "fate__invalid_elst_entry_count.mp4",
];

describe.skipIf(!ffmpeg())("real files decode to FFmpeg's frames", () => {
  for (const file of files) {
    const path = shared("data", "mpeg4", file);
    it.skipIf(!path)(file, async () => {
      const expected = md5Column(readFileSync(`${path}.framemd5`, "utf8"));
      expect(expected.length).toBeGreaterThan(40);
      expect(await md5sOf(rawStream(path!))).toEqual(expected);
    });
  }
});

/** The elementary stream of a file, with its headers in front. */
export function rawStream(path: string): Uint8Array {
  const dump = path.endsWith(".mp4") ? ["-bsf:v", "dump_extra"] : [];
  const args = ["-v", "error", "-i", path, "-map", "0:v:0", "-c", "copy", ...dump, "-f", "m4v", "-"];
  return new Uint8Array(execFileSync("ffmpeg", args, { maxBuffer: 1 << 28 }));
}
