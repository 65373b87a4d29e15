import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../fixtures/", import.meta.url));

/** The clips that make-mpeg4.mjs makes. */
export const fixtures = [
  "mpeg4-packets",
  "mpeg4-odd-size",
  "mpeg4-weighted",
  "mpeg4-xvid",
  "mpeg4-bidirectional",
] as const;

/** The bytes of a fixture's raw stream. */
export function fixture(name: (typeof fixtures)[number]): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, `${name}.m4v`)));
}

/** A text file beside the fixtures. */
export function fixtureText(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}
