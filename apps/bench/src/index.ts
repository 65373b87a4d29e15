export type {
  Absent,
  Benchmark,
  Contestant,
  Facts,
  Measured,
  Ratio,
  Rounds,
  Row,
  Sample,
} from "./harness/benchmark.js";
export { measure, ratios } from "./harness/measure.js";
export { formatBenchmark, formatReport, type Report } from "./harness/report.js";
export { median } from "./harness/statistics.js";
export { seconds } from "./harness/stopwatch.js";
export { EXIT, run } from "./program.js";
export { memoryTerminal, processTerminal, type Terminal } from "./terminal.js";
