import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes a file so that its name shows either the old content or all of the new one, also after kill −9 or power loss:
 * written beside it, flushed, renamed over it.
 */
export async function writeWhole(path: string, parts: string | readonly Uint8Array[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  const file = await open(temporary, "w");
  try {
    for (const part of typeof parts === "string" ? [Buffer.from(parts)] : parts) {
      for (let at = 0; at < part.length; )
        at += (await file.write(part, at, Math.min(part.length - at, 1 << 26))).bytesWritten;
    }
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(temporary, { force: true });
    throw error;
  }
  await file.close();
  await rename(temporary, path);
}
