import { availableParallelism, totalmem } from "node:os";
import { readyNativeFolder } from "@cvar/backend/node";
import { describeError, ToolError } from "../errors.js";
import { ffmpegVersion } from "../prepare/ffmpeg.js";
import { versions } from "../version.js";
import { type Define, writeJson } from "./command.js";

/** One thing that was looked at. */
interface Check {
  readonly name: string;
  readonly state: "good" | "absent" | "missing";
  readonly found: string;
  /** What to do where it is not good. */
  readonly advice?: string;
}

/** `cvar doctor`: what works here, what does not, and how to get it. */
export const defineDoctor: Define = (program, terminal) =>
  program
    .command("doctor")
    .description("backends, WebAssembly SIMD, codecs, FFmpeg, Node: what is there, what is missing, how to get it")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const checks = await examine();
      if (options.json) await writeJson(terminal, { checks, versions: versions() });
      else await terminal.write(checks.map(line).join(""));
      const missing = checks.filter((check) => check.state === "missing").map((check) => check.name);
      if (missing.length > 0) throw new ToolError(`not usable here: ${missing.join(", ")}`, "see the lines with ✗");
    });

async function examine(): Promise<Check[]> {
  return [nodeCheck(), machineCheck(), simdCheck(), ...(await backendChecks()), codecCheck(), await ffmpegCheck()];
}

function nodeCheck(): Check {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const good = major > 20 || (major === 20 && minor >= 19);
  return {
    name: "Node",
    state: good ? "good" : "missing",
    found: process.versions.node,
    ...(good ? {} : { advice: "install Node 20.19 or later" }),
  };
}

function machineCheck(): Check {
  return {
    name: "machine",
    state: "good",
    found: `${process.platform} ${process.arch}, ${availableParallelism()} processors, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  };
}

/** A module whose only function splats a byte over a vector: valid only where SIMD is. */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

function simdCheck(): Check {
  const good = WebAssembly.validate(SIMD_PROBE);
  return {
    name: "WebAssembly SIMD",
    state: good ? "good" : "missing",
    found: good ? "yes" : "no",
    ...(good ? {} : { advice: "use Node 20 or later on a 64-bit machine" }),
  };
}

async function backendChecks(): Promise<Check[]> {
  try {
    const { startEngine } = await import("../engine.js");
    const choice = await startEngine();
    return [
      {
        name: "backend",
        state: "good",
        found: [
          `${choice.name} (TensorFlow.js ${choice.version})`,
          ...threads(choice.threads),
          ...native(choice.name),
        ].join(", "),
      },
      ...choice.tried
        .filter(({ ok }) => !ok)
        .map(
          ({ name, reason }): Check => ({
            name: `backend ${name}`,
            state: "absent",
            found: oneLine(reason),
            ...(ADVICE[name] && { advice: ADVICE[name] }),
          }),
        ),
    ];
  } catch (error) {
    return [
      {
        name: "backend",
        state: "missing",
        found: describeError(error),
        advice: "install @tensorflow/tfjs-backend-wasm beside this program",
      },
    ];
  }
}

function threads(count: number | null): string[] {
  return count === null ? [] : [`${count} thread${count === 1 ? "" : "s"}`];
}

function native(name: string): string[] {
  const folder = name === "tensorflow" ? readyNativeFolder() : null;
  return folder ? [`tfjs-node in ${folder}`] : [];
}

const ADVICE: Readonly<Record<string, string>> = {
  tensorflow:
    "optional, the fastest for dense networks: npx cvar-setup-native (in a clone: npm run setup:native), once for all projects",
};

function codecCheck(): Check {
  return {
    name: "codecs",
    state: "good",
    found: "MPEG-4 Part 2 in AVI, MP4 and raw streams; other codecs through `cvar prepare`",
  };
}

async function ffmpegCheck(): Promise<Check> {
  try {
    return { name: "FFmpeg", state: "good", found: await ffmpegVersion() };
  } catch (error) {
    const { message, advice } = error as { message: string; advice: string };
    return { name: "FFmpeg", state: "absent", found: message, advice: `only \`cvar prepare\` needs it: ${advice}` };
  }
}

function line({ name, state, found, advice }: Check): string {
  const mark = { good: "✓", absent: "–", missing: "✗" }[state];
  return `${mark} ${name.padEnd(18)} ${found}${advice === undefined ? "" : `\n  ${"".padEnd(18)} → ${advice}`}\n`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 160);
}
