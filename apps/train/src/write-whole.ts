import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { OutputError } from "./errors.js";

/**
 * Writes a file so that its name shows either the old content or all of the new one, also after kill −9 or power loss:
 * written beside it, flushed, renamed over it. A device or pipe is written to as it is.
 * @throws OutputError naming the file
 */
export async function writeWhole(path: string, parts: string | readonly Uint8Array[]): Promise<void> {
  const chunks = typeof parts === "string" ? [Buffer.from(parts)] : parts;
  try {
    if (await isSpecial(path)) return await write(path, chunks);
    await mkdir(dirname(path), { recursive: true });
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      await write(temporary, chunks, true);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    throw new OutputError(`${path} cannot be written: ${message}`, ADVICE[code] ?? null, error);
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: "make room on the disk, or name a place on another",
  EDQUOT: "make room in your quota, or name a place elsewhere",
  EACCES: "name a place that you may write to",
  EPERM: "name a place that you may write to",
  EROFS: "name a place that can be written to",
  EISDIR: "it is a folder: name a file",
  ENOTDIR: "a part of the path is a file: name another",
};

/** Something else than a file or folder: there is nothing to keep whole, and renaming would replace it. */
async function isSpecial(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && !found.isFile() && !found.isDirectory();
}

async function write(path: string, chunks: readonly Uint8Array[], flush = false): Promise<void> {
  const file = await open(path, "w");
  try {
    for (const chunk of chunks) {
      for (let at = 0; at < chunk.length; )
        at += (await file.write(chunk, at, Math.min(chunk.length - at, 1 << 26))).bytesWritten;
    }
    if (flush) await file.sync();
  } finally {
    await file.close();
  }
}
