import { run } from "./program.js";
import { processTerminal } from "./terminal.js";

const terminal = processTerminal();
process.exitCode = await run(process.argv.slice(2), terminal);
