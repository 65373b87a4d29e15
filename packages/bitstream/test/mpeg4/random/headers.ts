import { DEFAULT_INTRA_MATRIX } from "../../../src/mpeg4/quantiser-matrix.js";
import { BitSink } from "./bit-sink.js";
import { putTrajectory } from "./sprite-trajectory.js";
import { oneIn, type Random, type Tools, type Vop, type Writer } from "./tools.js";

/** Ticks per second; vop_time_increment then has 5 bits. */
export const RESOLUTION = 25;
const INCREMENT_BITS = 5;

function startCode(sink: BitSink, code: number): void {
  sink.put(1, 24);
  sink.put(code, 8);
}

/** Visual object sequence, visual object, video object and its layer (6.2.2, 6.2.3), then user data. */
export function sequenceHeaders(tools: Tools, random: Random): Uint8Array {
  const sink = new BitSink();
  const { width, height, bVops, weighted, quarterSample, interlaced, gmcPoints, packets, partitioned, userData } =
    tools;
  // What came later than the first edition needs a version that knows it.
  const later = quarterSample || gmcPoints !== null;
  const advanced = later || interlaced || bVops > 0 || weighted !== false;
  startCode(sink, 0xb0);
  sink.put(advanced ? 0xf5 : 0x03, 8);
  startCode(sink, 0xb5);
  sink.code("0 0001 0"); // no identifier, video, no signal type
  sink.stuff();
  startCode(sink, 0x00);
  startCode(sink, 0x20);
  sink.code("0");
  sink.put(advanced ? 17 : 1, 8);
  sink.put(later ? 1 : 0, 1);
  if (later) sink.code("0101 001");
  sink.code("0001"); // square pixels
  sink.code(bVops > 0 ? "1 01 0 0" : "1 01 1 0"); // 4:2:0, low_delay, no buffer parameters
  sink.code("00 1");
  sink.put(RESOLUTION, 16);
  sink.code("1 0 1");
  sink.put(width, 13);
  sink.put(1, 1);
  sink.put(height, 13);
  sink.put(1, 1);
  sink.put(interlaced ? 1 : 0, 1);
  sink.put(1, 1); // no OBMC
  if (later) sink.put(gmcPoints === null ? 0 : 2, 2);
  else sink.put(0, 1);
  if (gmcPoints !== null) {
    sink.put(gmcPoints, 6);
    sink.put(tools.gmcAccuracy, 2);
    sink.put(0, 1); // no brightness change
  }
  sink.put(0, 1); // 8 bits
  sink.put(weighted ? 1 : 0, 1);
  if (weighted) {
    for (const first of [DEFAULT_INTRA_MATRIX[0]!, 16]) putMatrix(sink, weighted === "custom" && random, first);
  }
  if (later) sink.put(quarterSample ? 1 : 0, 1);
  sink.put(1, 1); // no complexity estimation
  sink.put(packets > 0 || partitioned ? 0 : 1, 1);
  sink.put(partitioned ? 1 : 0, 1);
  if (partitioned) sink.put(partitioned === "reversible" ? 1 : 0, 1);
  if (later) sink.code("0 0"); // no NEWPRED, no reduced resolution
  sink.put(0, 1); // no scalability
  sink.stuff();
  if (userData !== null) {
    startCode(sink, 0xb2);
    for (const letter of Buffer.from(userData, "latin1")) sink.put(letter, 8);
  }
  return sink.bytes();
}

/** load_*_quant_mat and, for random ones, 1…64 weights; a 0 ends them early. */
function putMatrix(sink: BitSink, random: Random | false, first: number): void {
  const own = random && !oneIn(random, 4);
  sink.put(own ? 1 : 0, 1);
  if (!own) return;
  sink.put(first, 8);
  const count = oneIn(random, 2) ? 64 : 1 + random(63);
  for (let i = 1; i < count; i++) sink.put(8 + random(56), 8);
  if (count < 64) sink.put(0, 8);
}

/** Group_of_VideoObjectPlane() (6.2.4) that begins at a time in seconds. */
export function groupHeader(seconds: number, random: Random): Uint8Array {
  const sink = new BitSink();
  startCode(sink, 0xb3);
  sink.put(Math.floor(seconds / 3600), 5);
  sink.put(Math.floor(seconds / 60) % 60, 6);
  sink.put(1, 1);
  sink.put(seconds % 60, 6);
  sink.put(random(2) << 1, 2); // closed_gov; no broken_link
  sink.stuff();
  return sink.bytes();
}

/** modulo_time_base and vop_time_increment. */
function putTime(sink: BitSink, { time, timeBase }: Vop): void {
  for (let second = timeBase; second < Math.floor(time / RESOLUTION); second++) sink.put(1, 1);
  sink.code("0 1");
  sink.put(time % RESOLUTION, INCREMENT_BITS);
  sink.put(1, 1);
}

const TYPES = "IPBS";

/** VideoObjectPlane() up to its macroblocks (6.2.5). */
export function vopHeader(sink: BitSink, vop: Vop, tools: Tools, random: Random, coded: boolean): void {
  startCode(sink, 0xb6);
  sink.put(TYPES.indexOf(vop.type), 2);
  putTime(sink, vop);
  sink.put(coded ? 1 : 0, 1);
  if (!coded) return;
  if (vop.type === "P" || vop.type === "S") sink.put(vop.roundingType, 1);
  sink.put(vop.dcThresholdCode, 3);
  if (tools.interlaced) sink.put(random(4), 2); // top_field_first, alternate_vertical_scan_flag
  if (vop.type === "S") putTrajectory(sink, vop, tools);
  sink.put(vop.quantiser, 5);
  if (vop.type !== "I") sink.put(vop.forwardCode, 3);
  if (vop.type === "B") sink.put(vop.backwardCode, 3);
}

/** video_packet_header() (6.2.5.2) with the resync marker before it; the packet's quantiser is chosen. */
export function packetHeader(sink: BitSink, writer: Writer): void {
  const { vop, tools, random, mbWidth, mbHeight } = writer;
  sink.stuff();
  const codes = vop.type === "B" ? Math.max(vop.forwardCode, vop.backwardCode, 2) : vop.forwardCode;
  sink.put(1, (vop.type === "I" ? 16 : 15 + codes) + 1);
  const count = mbWidth * mbHeight;
  sink.put(writer.mbIndex, count <= 2 ? 1 : 32 - Math.clz32(count - 1));
  writer.quantiser = tools.quantisers[0] + random(tools.quantisers[1] - tools.quantisers[0] + 1);
  sink.put(writer.quantiser, 5);
  const extended = oneIn(random, 3);
  sink.put(extended ? 1 : 0, 1);
  if (!extended) return;
  putTime(sink, vop);
  sink.put(TYPES.indexOf(vop.type), 2);
  sink.put(vop.dcThresholdCode, 3);
  if (vop.type === "S") putTrajectory(sink, vop, tools);
  if (vop.type !== "I") sink.put(vop.forwardCode, 3);
  if (vop.type === "B") sink.put(vop.backwardCode, 3);
}
