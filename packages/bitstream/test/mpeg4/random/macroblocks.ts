import { putBMacroblock } from "./b-macroblock.js";
import { BitSink } from "./bit-sink.js";
import { packetHeader } from "./headers.js";
import { putMacroblock } from "./macroblock.js";
import { oneIn, type Writer } from "./tools.js";

/** What stands between the first and second partition (6.2.5.3): dc_marker, motion_marker. */
const DC_MARKER = "110 1011 0000 0000 0001";
const MOTION_MARKER = "1 1111 0000 0000 0001";

/** All macroblocks of a VOP, in video packets where there are any. */
export function putMacroblocks(sink: BitSink, writer: Writer): void {
  const { tools, random, vop, mbWidth, mbHeight } = writer;
  const partitioned = tools.partitioned !== false && vop.type !== "B";
  open();
  for (let index = 0; index < mbWidth * mbHeight; index++) {
    writer.mbIndex = index;
    if (index > 0 && tools.packets > 0 && oneIn(random, tools.packets)) {
      close();
      packetHeader(sink, writer);
      writer.dc.beginPacket();
      open();
    }
    if (vop.type === "B") putBMacroblock(writer);
    else putMacroblock(writer);
  }
  close();

  function open(): void {
    writer.first = partitioned ? new BitSink() : sink;
    writer.second = partitioned ? new BitSink() : sink;
    writer.texture = partitioned ? new BitSink() : sink;
  }

  function close(): void {
    if (!partitioned) return;
    sink.append(writer.first);
    sink.code(vop.type === "I" ? DC_MARKER : MOTION_MARKER);
    sink.append(writer.second);
    sink.append(writer.texture);
  }
}
