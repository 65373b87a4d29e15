import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { vectorWitness } from "../../../../scripts/test-resources.js";
import type { CodedFrame } from "../../src/frame.js";
import { openVideo } from "../../src/node/index.js";
import { md5, readFrameMd5 } from "../reference.js";
import { differences } from "./motion.js";
import { witness } from "./witness.js";

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const there = vectorWitness();

async function displayed(path: string): Promise<CodedFrame[]> {
  const video = await openVideo(path);
  const frames: CodedFrame[] = [];
  for await (const frame of video.frames({ output: "pictures", residual: "none", order: "display" }))
    frames.push(frame);
  await video.close();
  return frames;
}

describe.skipIf(!there)("FFmpeg as a witness", () => {
  it("sees what the ffmpeg program sees", () => {
    const [first, second] = witness([fixture("tiny.m4v"), fixture("tiny.avi")]);
    expect(first!.frames.map((frame) => frame.md5)).toEqual(readFrameMd5(fixture("tiny.framemd5")));
    expect(second!.frames.map((frame) => frame.md5)).toEqual(first!.frames.map((frame) => frame.md5));
    expect([first!.errors, first!.frames[0]!.type, first!.frames[1]!.type]).toEqual([0, "I", "P"]);
    expect(first!.frames[1]!.rows.length).toBeGreaterThan(100);
  });

  it("counts FFmpeg's error messages", () => {
    const folder = mkdtempSync(join(tmpdir(), "cvar-witness-"));
    const path = join(folder, "damaged.m4v");
    writeFileSync(path, readFileSync(fixture("tiny.m4v")).fill(0x55, 200, 300));
    const [file] = witness([path]);
    rmSync(folder, { recursive: true });
    expect(file!.errors).toBeGreaterThan(0);
    expect(file!.firstError).not.toBe("");
    expect(() => execFileSync(there!, [fixture("no-such-file")], { stdio: "pipe" })).toThrow("cannot decode");
  });

  it("agrees with this decoder on the fixtures, and notices a difference", async () => {
    const frames = await displayed(fixture("tiny.m4v"));
    const [file] = witness([fixture("tiny.m4v")]);
    expect(differences(frames, file!, md5)).toEqual([]);
    frames[3]!.motion!.vectors[0]! += 1;
    expect(differences(frames, file!, md5)).toHaveLength(1);
  });
});
