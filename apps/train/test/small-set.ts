import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { actions } from "./cvar.js";

/** Two classes, `perClass` training and two test clips each, in a folder with a labels.csv. */
export async function smallSet(folder: string, perClass = 2, more: readonly string[] = []): Promise<string> {
  await mkdir(folder, { recursive: true });
  const rows = ["file,label,split"];
  for (const label of ["jump", "wave"]) {
    for (let i = 1; i <= perClass + 2; i++) {
      const train = i <= perClass;
      const number = String(train ? i : 20 + i - perClass).padStart(3, "0");
      const extension = Number(number) % 2 === 1 ? "avi" : "mp4";
      const name = `${label}__${number}.${extension}`;
      await copyFile(join(actions, train ? "train" : "test", name), join(folder, name));
      rows.push(`${name},${label},${train ? "train" : "test"}`);
    }
  }
  const list = join(folder, "labels.csv");
  await writeFile(list, `${[...rows, ...more].join("\n")}\n`);
  return folder;
}

/** Options that make a training a matter of seconds. */
export const quick = ["--size", "32", "--steps", "3", "--batch-size", "2", "--workers", "0"];
