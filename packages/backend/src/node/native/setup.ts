import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NativeSetupError } from "../../errors.js";
import { compileAddon } from "./compile-addon.js";
import { nativeCache, nativeFolder, PLACES } from "./native-folder.js";
import { npmLock, npmManifest, TFJS_NODE_VERSION, WHEEL } from "./pins.js";
import { checkMachine, checkRoom, findTools, thisMachine } from "./prerequisites.js";
import { runProgram } from "./run-program.js";
import { STAND_INS, withOldUtil } from "./stand-ins.js";
import { unpackWheel } from "./unpack-wheel.js";
import { fetchedWheel, obtainWheel, wheelIsFetched } from "./wheel.js";

/** How to set up. */
export interface NativeSetupOptions {
  /** TensorFlow's wheel as a file or a link; without it, pip fetches it. */
  readonly wheel?: string | null;
  /** Set up anew even where it is done. */
  readonly force?: boolean;
  /** Stops the set-up; nothing half-done stays but the part of the download that can be gone on from. */
  readonly signal?: AbortSignal;
  /** Told of every step. */
  readonly report?: (line: string) => void;
}

/** What came of it. */
export interface NativeSetup {
  /** Where it lies. */
  readonly folder: string;
  /** False where it had been set up before. */
  readonly fresh: boolean;
  /** Seconds that it took. */
  readonly seconds: number;
}

/**
 * Sets up tfjs-node in the user's cache, once for all projects: TensorFlow's libraries from its wheel (SHA-256 pinned),
 * tfjs-node and the headers of Node-API from npm (SHA-512 pinned), and an addon compiled here. Nothing in any
 * `node_modules` is touched, so reinstalling changes nothing; doing it again only checks.
 *
 * @throws NativeSetupError for whatever is missing or fails
 */
export async function setUpNative(options: NativeSetupOptions = {}): Promise<NativeSetup> {
  const { wheel: source = null, force = false, signal, report = () => {} } = options;
  const started = performance.now();
  const done = (fresh: boolean) => ({ folder, fresh, seconds: (performance.now() - started) / 1000 });
  const cache = nativeCache()!;
  const folder = nativeFolder(cache);
  if (!force && existsSync(join(folder, PLACES.stamp))) {
    await loadOnce(folder, signal);
    return done(false);
  }
  checkMachine(thisMachine());
  const fetched = await wheelIsFetched(cache);
  const tools = await findTools(source === null && !fetched, signal);
  await checkRoom(cache, !fetched);
  await mkdir(cache, { recursive: true });
  await sweep(cache);
  const staging = await mkdtemp(join(cache, `staging-${process.pid}-`));
  try {
    report(`tfjs-node ${TFJS_NODE_VERSION} and the headers of Node-API, from npm`);
    await installPackages(staging, tools.npm, signal);
    report(`${WHEEL.distribution} ${WHEEL.version} (${Math.round(WHEEL.bytes / 1e6)} MB)${fetched ? ", here" : ""}`);
    const wheel = await obtainWheel(cache, source, tools.pip, signal);
    report("unpacking TensorFlow's libraries");
    await unpackWheel(wheel, staging, { signal });
    report(`compiling the addon with ${tools.compiler.join(" ")}`);
    await compileAddon(staging, tools.compiler, join(cache, "compile.log"), signal);
    await loadOnce(staging, signal);
    await writeFile(join(staging, PLACES.stamp), `${JSON.stringify({ tfjsNode: TFJS_NODE_VERSION, wheel: WHEEL })}\n`);
    await putInPlace(staging, folder, force);
    await rm(fetchedWheel(cache), { force: true });
    return done(true);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Removes what {@link setUpNative} made, downloads included. @returns the folder */
export async function removeNative(): Promise<string> {
  const cache = nativeCache()!;
  await rm(nativeFolder(cache), { recursive: true, force: true });
  await rm(join(cache, "downloads"), { recursive: true, force: true });
  await sweep(cache);
  return cache;
}

async function installPackages(folder: string, npm: readonly string[], signal?: AbortSignal): Promise<void> {
  await writeFile(join(folder, "package.json"), JSON.stringify(npmManifest()));
  await writeFile(join(folder, "package-lock.json"), JSON.stringify(npmLock()));
  const [program, ...before] = npm;
  const args = [...before, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder];
  const finished = await runProgram(program!, args, { cwd: folder, signal });
  if (finished?.code !== 0) {
    const lines = (finished?.output ?? "").split("\n").filter((line) => /^npm (error|ERR!)/.test(line));
    const reason = (lines.find((line) => /E[A-Z]{4,}|integrity|network/.test(line)) ?? lines[0] ?? "no message").trim();
    const advice = "check the network and npm's registry (`npm ping`)";
    throw new NativeSetupError("npm", `npm could not fetch tfjs-node (${reason.slice(0, 200)})`, advice);
  }
  for (const [name, text] of Object.entries(STAND_INS)) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const modules = join(folder, PLACES.package, "dist");
  for (const name of await readdir(modules, { recursive: true })) {
    if (!name.endsWith(".js")) continue;
    const code = await readFile(join(modules, name), "utf8");
    const changed = withOldUtil(code);
    if (changed !== code) await writeFile(join(modules, name), changed);
  }
}

/** Loads the addon in a process of its own: a library that cannot start must not take this one with it. */
async function loadOnce(folder: string, signal?: AbortSignal): Promise<void> {
  const code = `console.log(require(${JSON.stringify(join(folder, PLACES.addon))}).TF_Version)`;
  const env = { TF_CPP_MIN_LOG_LEVEL: "1", ...process.env, NODE_OPTIONS: "" };
  const finished = await runProgram(process.execPath, ["-e", code], { signal, env });
  if (finished?.code === 0 && finished.output.includes(WHEEL.version)) return;
  const reason = finished?.signal ?? /Error: (.*)/.exec(finished?.output ?? "")?.[1] ?? "no message";
  const advice = finished?.signal === "SIGILL" ? "the processor is too old for it: stay with wasm" : "try --force";
  throw new NativeSetupError("load", `the addon in ${folder} does not load (${reason.slice(0, 200)})`, advice);
}

/** Another set-up may have finished meanwhile: its result is as good. */
async function putInPlace(staging: string, folder: string, force: boolean): Promise<void> {
  if (force) await rm(folder, { recursive: true, force: true });
  try {
    await rename(staging, folder);
  } catch (error) {
    if (existsSync(join(folder, PLACES.stamp))) return;
    // A folder without its stamp is what an interrupted removal left.
    await rm(folder, { recursive: true, force: true });
    await rename(staging, folder).catch(() => {
      throw error;
    });
  }
}

/** Removes what set-ups left that were killed. */
async function sweep(cache: string): Promise<void> {
  for (const name of await readdir(cache).catch(() => [])) {
    const pid = /^staging-(\d+)-/.exec(name)?.[1];
    if (pid && !isRunning(Number(pid))) await rm(join(cache, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
