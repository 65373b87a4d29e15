import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ffmpeg, vectorWitness } from "../../../../../scripts/test-resources.js";
import type { CodecName, CodedFrame } from "../../../src/frame.js";
import { openVideo } from "../../../src/node/index.js";
import { md5 } from "../../reference.js";
import { differences } from "../../witness/motion.js";
import { type WitnessedFile, witness } from "../../witness/witness.js";
import type { Clip } from "./clip.js";
import { encodeClips } from "./encode.js";

/** Encodes clips, and checks the number of frames, their types, MD5s and vectors, in display order, against FFmpeg's. */
export function checkClips(title: string, clips: readonly Clip[], codec: CodecName = "mpeg4"): void {
  describe.skipIf(!ffmpeg() || !vectorWitness())(title, () => {
    let folder = "";
    let paths: string[] = [];
    let witnessed: WitnessedFile[] = [];
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "cvar-encoded-"));
      paths = encodeClips(clips, folder);
      witnessed = witness(paths);
    }, 300_000);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each(clips.map((clip, i) => [clip.name, i] as const))("%s", async (_name, i) => {
      const file = witnessed[i]!;
      expect(file.errors, file.firstError).toBe(0);
      expect(file.frames.length).toBeGreaterThan(10);
      const frames: CodedFrame[] = [];
      const video = await openVideo(paths[i]!);
      for await (const frame of video.frames({ output: "pictures", residual: "none", order: "display" }))
        frames.push(frame);
      await video.close();
      expect(differences(frames, file, md5, codec)).toEqual([]);
    });
  });
}
