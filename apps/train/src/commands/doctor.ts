import { availableParallelism, totalmem } from "node:os";
import { raplStatus } from "@cvar/energy/node";
import { examineBackends } from "../doctor/backends.js";
import type { Check } from "../doctor/check.js";
import { ToolError } from "../errors.js";
import { ffmpegVersion } from "../prepare/ffmpeg.js";
import { versions } from "../version.js";
import { type Define, writeJson } from "./command.js";

/** `cvar doctor`: what works here, what does not, and how to get it. */
export const defineDoctor: Define = (program, terminal) =>
  program
    .command("doctor")
    .description("backends, WebAssembly SIMD, codecs, FFmpeg, Node: what is there, what is missing, how to get it")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const { checks, report } = await examineBackends();
      const all = [
        nodeCheck(),
        machineCheck(),
        simdCheck(),
        ...checks,
        codecCheck(),
        await ffmpegCheck(),
        await meterCheck(),
      ];
      if (options.json) await writeJson(terminal, { checks: all, backends: report, versions: versions() });
      else await terminal.write(all.map(line).join(""));
      const missing = all.filter((check) => check.state === "missing").map((check) => check.name);
      if (missing.length > 0) throw new ToolError(`not usable here: ${missing.join(", ")}`, "see the lines with ✗");
    });

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

/** The processor's energy counters, which `measureEnergy` of @cvar/energy/node reads. */
async function meterCheck(): Promise<Check> {
  const { available, domains, reason } = await raplStatus();
  const found = available ? `RAPL: ${domains.map(({ name }) => name).join(", ")}` : reason!;
  return {
    name: "energy meter",
    state: available ? "good" : "absent",
    found,
    ...(available ? {} : { advice: "nothing needs it: energy is modelled, and measured only where the machine can" }),
  };
}

function line({ name, state, found, advice }: Check): string {
  const mark = { good: "✓", absent: "–", missing: "✗" }[state];
  return `${mark} ${name.padEnd(18)} ${found}${advice === undefined ? "" : `\n  ${"".padEnd(18)} → ${advice}`}\n`;
}
