#!/usr/bin/env node
import { parseArgs } from "node:util";
import { isBackendError } from "../../errors.js";
import { WHEEL } from "./pins.js";
import { removeNative, setUpNative } from "./setup.js";

const HELP = `cvar-setup-native: TensorFlow's native backend for TensorFlow.js (tfjs-node), in the user's cache

  --wheel FILE-OR-LINK  take ${WHEEL.distribution} ${WHEEL.version}'s wheel from there instead of asking pip for it
  --force               set up anew
  --remove              remove it
  --help

Needs Linux on x64, g++ (or clang++, or $CXX), npm and pip, and 760 MB of disk while it runs (545 MB stay).
CVAR_NATIVE_CACHE chooses another folder; CVAR_NATIVE=off makes programs ignore it.
`;

/** Exit status: 0 good, 1 failed, 2 bad usage, 130 interrupted. */
async function main(): Promise<number> {
  let options: { wheel?: string; force?: boolean; remove?: boolean; help?: boolean };
  try {
    options = parseArgs({
      options: {
        wheel: { type: "string" },
        force: { type: "boolean" },
        remove: { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    console.error(`cvar-setup-native: ${(error as Error).message} (--help shows the options)`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const controller = new AbortController();
  let interrupted = 0;
  // npm passes on the Ctrl-C that the terminal has sent already: only a later one means "at once".
  const stop = () => {
    if (interrupted > 0 && Date.now() - interrupted > 500) process.exit(130);
    interrupted ||= Date.now();
    controller.abort();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    if (options.remove) {
      console.log(`removed from ${await removeNative()}`);
      return 0;
    }
    const { wheel = null, force = false } = options;
    const report = (line: string) => console.log(`• ${line}`);
    const { folder, fresh, seconds } = await setUpNative({ wheel, force, signal: controller.signal, report });
    console.log(`${fresh ? "set up" : "already set up"} in ${folder} (${seconds.toFixed(1)} s)`);
    return 0;
  } catch (error) {
    if (controller.signal.aborted) {
      console.error("\ninterrupted: nothing half-done stays, start again to go on");
      return 130;
    }
    if (isBackendError(error)) console.error(`cvar-setup-native: ${error.message}`);
    else console.error(error);
    return 1;
  }
}

process.exitCode = await main();
