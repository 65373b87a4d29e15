import { existsSync, readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { NativeSetupError } from "../../errors.js";
import { WHEEL, WHEEL_PARTS } from "./pins.js";
import { firstThatAnswers } from "./run-program.js";

/** The programs that the set-up runs, each with its leading arguments. */
export interface Tools {
  readonly compiler: readonly string[];
  readonly npm: readonly string[];
  /** Null where the wheel is given. */
  readonly pip: readonly string[] | null;
}

/** What the machine says of itself; tests say it otherwise. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Version of glibc, null on other C libraries (Alpine's musl). */
  readonly glibc: string | null;
  /** `/proc/cpuinfo`, null where there is none. */
  readonly processor: string | null;
}

/** This machine. */
export function thisMachine(): Machine {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const file = "/proc/cpuinfo";
  return {
    platform: process.platform,
    arch: process.arch,
    glibc: header.glibcVersionRuntime ?? null,
    processor: existsSync(file) ? readFileSync(file, "utf8") : null,
  };
}

const ELSEWHERE = "try `npm install @tensorflow/tfjs-node` (Node 22 and older), or stay with wasm";

/** @throws NativeSetupError if TensorFlow's wheel cannot run on such a machine */
export function checkMachine({ platform, arch, glibc, processor }: Machine): void {
  if (platform !== "linux" || arch !== "x64") {
    const advice = platform === "win32" ? "run it in WSL, or stay with wasm" : ELSEWHERE;
    throw new NativeSetupError("platform", `this set-up is for Linux on x64, and here is ${platform} ${arch}`, advice);
  }
  if (glibc === null)
    throw new NativeSetupError("platform", "TensorFlow needs glibc, and here is another C library", "stay with wasm");
  const [major = 0, minor = 0] = glibc.split(".").map(Number);
  if (major < 2 || (major === 2 && minor < 17))
    throw new NativeSetupError("platform", `TensorFlow needs glibc 2.17, and here is ${glibc}`, "stay with wasm");
  const flags = processor === null ? null : /^flags\s*:(.*)$/m.exec(processor)?.[1];
  if (flags && !/\bavx\b/.test(flags))
    throw new NativeSetupError("processor", "TensorFlow needs a processor with AVX", "stay with wasm");
}

/**
 * Finds the compiler (`$CXX` first), npm and pip.
 *
 * @param needsPip  false where the wheel is given or already there
 * @throws NativeSetupError if one is missing
 */
export async function findTools(needsPip: boolean, signal?: AbortSignal): Promise<Tools> {
  const { CXX, PYTHON } = process.env;
  const wanted = CXX ? [CXX.split(/\s+/)] : [["g++"], ["clang++"], ["c++"]];
  const compiler = await firstThatAnswers(wanted, ["--version"], signal);
  if (!compiler) {
    const found = CXX ? `no compiler "${CXX}" (from $CXX)` : "no C++ compiler (g++, clang++ or c++)";
    throw new NativeSetupError("tools", found, "install one (Debian: apt install g++; Fedora: dnf install gcc-c++)");
  }
  const beside = join(dirname(process.execPath), "npm");
  const npm = await firstThatAnswers([["npm"], [beside]], ["--version"], signal);
  if (!npm) throw new NativeSetupError("tools", "no npm on the PATH", "install it; it comes with Node");
  if (!needsPip) return { compiler, npm, pip: null };
  const pythons = [...(PYTHON ? [PYTHON] : []), "python3", "python"].map((python) => [python, "-m", "pip"]);
  const pip = await firstThatAnswers([...pythons, ["pip3"], ["pip"]], ["--version"], signal);
  if (!pip) {
    throw new NativeSetupError(
      "tools",
      "no pip to fetch TensorFlow with",
      `install it (Debian: apt install python3-pip), or give ${WHEEL.file} of ${WHEEL.distribution} ${WHEEL.version} with --wheel FILE-OR-LINK`,
    );
  }
  return { compiler, npm, pip };
}

/** @throws NativeSetupError if the disk of `folder` has less room than the set-up needs */
export async function checkRoom(folder: string, download: boolean, freeBytes = freeBytesAt): Promise<void> {
  const needed = WHEEL_PARTS.bytes + (download ? WHEEL.bytes : 0);
  const free = await freeBytes(folder);
  if (free >= needed) return;
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  throw new NativeSetupError(
    "disk",
    `${megabytes(needed)} are needed for ${folder}, and ${megabytes(free)} are free`,
    "make room, or choose another place with CVAR_NATIVE_CACHE",
  );
}

async function freeBytesAt(folder: string): Promise<number> {
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  return bavail * bsize;
}
