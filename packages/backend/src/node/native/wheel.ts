import { copyFile, mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NativeSetupError } from "../../errors.js";
import { download } from "./download.js";
import { WHEEL } from "./pins.js";
import { runProgram } from "./run-program.js";
import { sha256 } from "./sha256.js";

/** Where a wheel that was fetched before lies, verified when it got there. */
export function fetchedWheel(cache: string): string {
  return join(cache, "downloads", WHEEL.file);
}

/** True if it is there. */
export async function wheelIsFetched(cache: string): Promise<boolean> {
  return (await stat(fetchedWheel(cache)).catch(() => null))?.size === WHEEL.bytes;
}

/**
 * Puts TensorFlow's wheel into the cache, whole and verified, unless it is there.
 *
 * @param source  a file, a link, or null for pip, which asks whatever index it is set up for
 * @returns its path
 * @throws NativeSetupError if it cannot be had, or is another file than the pinned one
 */
export async function obtainWheel(
  cache: string,
  source: string | null,
  pip: readonly string[] | null,
  signal?: AbortSignal,
): Promise<string> {
  const path = fetchedWheel(cache);
  if ((await wheelIsFetched(cache)) && (await sha256(path, signal)) === WHEEL.sha256) return path;
  await mkdir(join(cache, "downloads"), { recursive: true });
  if (source !== null && /^https?:\/\//.test(source)) await download(source, path, WHEEL, { signal });
  else if (source !== null) await copyVerified(source, path, signal);
  else await withPip(pip!, cache, path, signal);
  return path;
}

async function copyVerified(source: string, path: string, signal?: AbortSignal): Promise<void> {
  const found = await sha256(source, signal).catch((error: NodeJS.ErrnoException) => {
    signal?.throwIfAborted();
    throw new NativeSetupError("download", `${source} cannot be read (${error.code})`, "check --wheel", error);
  });
  if (found !== WHEEL.sha256) {
    const advice = `give ${WHEEL.file}, whose SHA-256 is ${WHEEL.sha256}`;
    throw new NativeSetupError("download", `${source} is not the wheel meant (SHA-256 ${found})`, advice);
  }
  const fresh = `${path}.${process.pid}`;
  await copyFile(source, fresh);
  await rename(fresh, path);
}

/** pip checks the digest itself, and keeps nothing where it does not fit. */
async function withPip(pip: readonly string[], cache: string, path: string, signal?: AbortSignal): Promise<void> {
  const folder = await mkdtemp(join(cache, "downloads", "pip-"));
  try {
    const requirement = join(folder, "requirements.txt");
    await writeFile(requirement, `${WHEEL.distribution}==${WHEEL.version} --hash=sha256:${WHEEL.sha256}\n`);
    const [program, ...before] = pip;
    const which = ["--platform", WHEEL.platform, "--python-version", WHEEL.python, "--implementation", "cp"];
    const how = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--no-cache-dir"];
    const args = [...before, "download", ...how, ...which, "--dest", folder, "--requirement", requirement];
    const finished = await runProgram(program!, [...args, "--disable-pip-version-check"], { show: true, signal });
    if (finished?.code !== 0) throw pipFailed(finished?.output ?? "");
    const fetched = join(folder, WHEEL.file);
    if ((await sha256(fetched, signal)) !== WHEEL.sha256) throw pipFailed("ERROR: its SHA-256 is another");
    await rename(fetched, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function pipFailed(output: string): NativeSetupError {
  const errors = output.split("\n").filter((line) => /^ERROR:/.test(line.trim()));
  const reason = (errors.at(-1) ?? output.trim().split("\n").at(-1) ?? "").replace(/^\s*ERROR:\s*/, "").slice(0, 200);
  return new NativeSetupError(
    "download",
    `pip could not fetch ${WHEEL.distribution} ${WHEEL.version} (${reason})`,
    "check the network and pip's index (`pip config list`), or give the wheel with --wheel FILE-OR-LINK",
  );
}
