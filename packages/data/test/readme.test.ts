import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { readmePrograms } from "../../../scripts/readme-programs.js";

const clips = fileURLToPath(new URL("../../../fixtures/actions/train", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "cvar-videos-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("the README's program loads a folder of classes in batches", () => {
  for (const [name, ...files] of [
    ["kick", "kick__001.avi", "kick__002.mp4"],
    ["wave", "wave__001.avi"],
  ] as const) {
    mkdirSync(join(folder, "train", name), { recursive: true });
    for (const file of files) copyFileSync(join(clips, file), join(folder, "train", name, file));
  }
  const printed = readmePrograms(import.meta.url)[0]!.run({ '"videos"': JSON.stringify(folder) });
  expect(printed).toContain(`${3 * 112 * 112 * 3}`);
});

it("the README's program opens a dataset by its official lists", () => {
  const lists = join(folder, "ucf", "ucfTrainTestlist");
  mkdirSync(lists, { recursive: true });
  for (const file of ["g01", "g02"]) writeFileSync(join(folder, "ucf", `v_YoYo_${file}_c01.avi`), "");
  writeFileSync(join(lists, "classInd.txt"), "1 YoYo\r\n");
  writeFileSync(join(lists, "trainlist02.txt"), "YoYo/v_YoYo_g01_c01.avi 1\r\n");
  writeFileSync(join(lists, "testlist02.txt"), "YoYo/v_YoYo_g02_c01.avi\r\n");
  const program = readmePrograms(import.meta.url).find(({ text }) => text.includes("openDataset"))!;
  expect(program.run({ '"ucf101/2:/data/UCF"': JSON.stringify(`ucf101/2:${join(folder, "ucf")}`) })).toContain("1 2 0");
});
