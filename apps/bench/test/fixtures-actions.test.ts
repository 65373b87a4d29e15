import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { openVideo } from "@cvar/bitstream";
import { expect, test } from "vitest";
import { repository } from "../../../scripts/test-resources.js";

const root = join(repository, "fixtures", "actions");
const manifest = JSON.parse(readFileSync(join(root, "MANIFEST.json"), "utf8")) as {
  clips: number;
  frames: number;
  bytes: number;
  ffmpeg: string;
  files: { file: string; frames: number; bytes: number; sha256: string }[];
};
const [head, ...lines] = readFileSync(join(root, "labels.csv"), "utf8").trim().split("\n");
const rows = lines.map((line) => {
  const [file, label, split, actor, background] = line.split(",");
  return { file: file!, label: label!, split: split!, actor: actor!, background: background! };
});
const of = (split: string) => rows.filter((row) => row.split === split);
const distinct = <T>(values: readonly T[]) => [...new Set(values)];

test("every clip has the checksum of the manifest, and there is no other file", () => {
  for (const { file, bytes, sha256 } of manifest.files) {
    const data = readFileSync(join(root, file));
    expect({ file, bytes: data.length, sha256: createHash("sha256").update(data).digest("hex") }).toEqual({
      file,
      bytes,
      sha256,
    });
  }
  const onDisk = ["train", "test"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  );
  expect(onDisk.sort()).toEqual(manifest.files.map(({ file }) => file).sort());
  expect(manifest.ffmpeg).toMatch(/^ffmpeg version /);
});

test("the whole stays under 10 MB, and the manifest's totals are right", () => {
  const sizes = readdirSync(root, { recursive: true, encoding: "utf8" }).map((name) => statSync(join(root, name)));
  expect(sizes.filter((s) => s.isFile()).reduce((sum, { size }) => sum + size, 0)).toBeLessThan(10e6);
  expect(manifest.clips).toBe(manifest.files.length);
  expect(manifest.frames).toBe(manifest.files.reduce((sum, { frames }) => sum + frames, 0));
  expect(manifest.bytes).toBe(manifest.files.reduce((sum, { bytes }) => sum + bytes, 0));
  for (const { frames } of manifest.files) expect(frames % 12).toBe(0);
});

test("the labels list the manifest's clips, in the folder and with the name that they say", () => {
  expect(head).toBe("file,label,split,actor,background");
  expect(rows.map(({ file }) => file)).toEqual(manifest.files.map(({ file }) => file));
  for (const { file, label, split } of rows)
    expect(file).toMatch(new RegExp(`^${split}/${label}__\\d{3}\\.(avi|mp4)$`));
});

test("no actor and no background of the test clips occurs in training", () => {
  for (const column of ["actor", "background"] as const) {
    const seen = new Set(of("train").map((row) => row[column]));
    expect(of("test").filter((row) => seen.has(row[column]))).toEqual([]);
  }
});

test("every actor performs every class once, so that clothes say nothing", () => {
  const classes = distinct(rows.map(({ label }) => label));
  expect(classes).toHaveLength(8);
  for (const actor of distinct(rows.map((row) => row.actor))) {
    expect(rows.filter((row) => row.actor === actor).map(({ label }) => label)).toEqual(classes);
  }
  expect(of("train")).toHaveLength(20 * 8);
  expect(of("test")).toHaveLength(9 * 8);
});

test("every clip is MPEG-4 of 340×256 at 25 frames/s in GOPs of exactly twelve", async () => {
  for (const { file, frames } of manifest.files) {
    const video = await openVideo(new Uint8Array(readFileSync(join(root, file))));
    const gops = (await video.gops()).map(({ frameCount }) => frameCount);
    const { codec, profile, width, height, frameRate } = video;
    await video.close();
    const expected = { codec: "mpeg4", width: 340, height: 256, frameRate: 25, gops: Array(frames / 12).fill(12) };
    expect({ file, codec, width, height, frameRate, gops }).toEqual({ file, ...expected });
    expect(profile).toContain("Simple");
  }
});
