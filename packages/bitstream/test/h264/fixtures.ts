import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../fixtures/h264/", import.meta.url));

/** What h264.json records of a stream. */
export interface RecordedStream {
  readonly exercises: string;
  readonly size: string;
  readonly encoder: string;
  readonly options: string;
  /** Whose frames are in the framemd5 file. */
  readonly frames: "FFmpeg" | "JM";
  readonly bytes: number;
  readonly sha256: string;
}

/** The streams that make-h264.mjs makes, by name. */
export const recorded: Readonly<Record<string, RecordedStream>> = JSON.parse(
  readFileSync(join(folder, "h264.json"), "utf8"),
).streams;

/** Names of the streams in the folder. */
export const fixtures: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith(".h264"))
  .map((name) => name.replace(/\.h264$/, ""));

/** The bytes of a fixture's raw stream. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, `${name}.h264`)));
}

/** Path of the MD5s of a fixture's frames. */
export function fixtureMd5s(name: string): string {
  return join(folder, `${name}.framemd5`);
}
