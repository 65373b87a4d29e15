import { seeded } from "../mutations.js";
import { BitSink } from "./bit-sink.js";
import { DcPrediction } from "./dc-prediction.js";
import { groupHeader, RESOLUTION, sequenceHeaders, vopHeader } from "./headers.js";
import { putMacroblocks } from "./macroblocks.js";
import { chooseTrajectory } from "./sprite-trajectory.js";
import { chooseTools, oneIn, type Random, type StreamTools, type Tools, type Vop } from "./tools.js";

/** A stream of random bits that mean something. */
export interface RandomStream {
  readonly bytes: Uint8Array;
  readonly tools: Tools;
  /** VOPs with vop_coded = 1, in decode order. */
  readonly types: readonly Vop["type"][];
}

/**
 * Writes a valid MPEG-4 Part 2 elementary stream of random macroblocks: every element is chosen at random among what the
 * syntax allows, within the ranges in which decoders must agree (transforms that do not overflow). No encoder is needed, so
 * tools that none writes are covered; each tool's elements are written in a file of their own.
 * @param tools what it uses; the same choices and seed give the same bytes
 */
export function randomStream(choices: StreamTools): RandomStream {
  const tools = chooseTools(choices);
  const random = seeded(tools.seed);
  const headers = sequenceHeaders(tools, random);
  const parts: Uint8Array[] = [headers];
  const types: Vop["type"][] = [];
  const mbWidth = (tools.width + 15) >> 4;
  const mbHeight = (tools.height + 15) >> 4;
  const macroblocks = mbWidth * mbHeight;
  /** The last two anchors: seconds of their times, and where the last one's macroblocks are not coded. */
  let pastBase = 0;
  let base = 0;
  let skipped: Uint8Array<ArrayBufferLike> = new Uint8Array(macroblocks);
  let time = 0;

  function picture(type: Vop["type"], at: number, timeBase: number, coded = true): void {
    const vop = chooseVop(type, at, timeBase, tools, random);
    const sink = new BitSink();
    vopHeader(sink, vop, tools, random, coded);
    const own = new Uint8Array(macroblocks);
    if (coded) {
      putMacroblocks(sink, {
        tools,
        random,
        vop,
        mbWidth,
        mbHeight,
        first: sink,
        second: sink,
        texture: sink,
        quantiser: vop.quantiser,
        mbIndex: 0,
        dc: new DcPrediction(mbWidth, mbHeight),
        skipped: own,
        anchorSkipped: skipped,
      });
      types.push(type);
    }
    sink.stuff();
    parts.push(sink.bytes());
    // With global motion a macroblock that is not coded moves, and B-VOPs do not skip it.
    if (type !== "B" && coded) skipped = type === "S" ? new Uint8Array(macroblocks) : own;
  }

  while (types.length < tools.pictures) {
    const between = types.length === 0 ? 0 : Math.min(random(tools.bVops + 1), tools.pictures - types.length - 1);
    const past = time;
    const steps = Array.from({ length: between }, () => (tools.uneven ? 1 + random(3) : 1));
    const step = (from: number, ticks: number) => from + ticks;
    // More than a second passes now and then, so that modulo_time_base says something.
    const pause = oneIn(random, 4) ? random(tools.groups ? 2 * RESOLUTION : 3) : 0;
    if (types.length > 0) time += steps.reduce(step, 1) + pause;
    const inter = tools.gmcPoints !== null && !oneIn(random, 3) ? "S" : "P";
    const intra = types.length === 0 || oneIn(random, tools.groups ? 3 : 6);
    if (intra && types.length > 0 && tools.repeatedHeaders && oneIn(random, 2)) parts.push(headers);
    // A group begins before all that is displayed of it.
    const early = between > 0 ? random(pause + 1) : 0;
    if (intra && tools.groups && random(2)) {
      base = Math.floor((between > 0 ? past + early + steps[0]! : time) / RESOLUTION);
      parts.push(groupHeader(base, random));
    }
    picture(intra ? "I" : inter, time, base);
    pastBase = base;
    base = Math.floor(time / RESOLUTION);
    for (let i = 0; i < between; i++) picture("B", steps.slice(0, i + 1).reduce(step, past + early), pastBase);
    if (tools.notCoded && oneIn(random, 3)) {
      time += 1;
      picture("P", time, base, false);
      base = Math.floor(time / RESOLUTION);
    }
  }
  return { bytes: new Uint8Array(Buffer.concat(parts)), tools, types };
}

function chooseVop(type: Vop["type"], time: number, timeBase: number, tools: Tools, random: Random): Vop {
  const [lowest, highest] = tools.quantisers;
  const vop: Vop = {
    type,
    time,
    roundingType: random(2),
    // FFmpeg reads separate DCs from the partitions whatever the threshold says.
    dcThresholdCode: tools.partitioned || oneIn(random, 2) ? 0 : random(8),
    quantiser: lowest + random(highest - lowest + 1),
    forwardCode: 1 + random(tools.fcode),
    backwardCode: 1 + random(tools.fcode),
    timeBase,
  };
  if (type === "S") chooseTrajectory(vop, tools, random);
  return vop;
}
