import { LimitExceededError, type Where } from "../errors.js";
import type { Origin } from "../mpeg4/bit-reader.js";
import type { CodedSlice, SliceData } from "./coded-pictures.js";
import type { ReferencePicture } from "./reference-frame.js";
import type { ScalingLists } from "./scaling-lists.js";
import { SCALING_BYTES, writeScalingLists } from "./scaling-order.js";
import { macroblockGroups } from "./slice-group-map.js";
import type { SliceHeader } from "./slice-header.js";
import {
  LIST_CELLS,
  type Payload,
  SLICE_CELLS,
  WEIGHT_CELLS,
  writeReferenceLists,
  writeSliceParameters,
  writeWeights,
} from "./slice-parameters.js";
import type { MacroblockLayer } from "./wasm-module.js";

/** Hands slices to the macroblock layer, with all that they are decoded by. */
export class SliceDecoder {
  readonly #wasm: MacroblockLayer;
  /** What the macroblock layer has. */
  #scaling: ScalingLists | null = null;
  #groups: { readonly pps: SliceHeader["pps"]; readonly cycle: number; readonly structure: number } | null = null;

  constructor(wasm: MacroblockLayer) {
    this.#wasm = wasm;
  }

  /** Takes a packet, whose slices follow. */
  begin(data: Uint8Array, where: Where): void {
    const at = this.#wasm.reserveInput(data.length);
    if (at === 0) throw new LimitExceededError("the length of an access unit", data.length, 0, where);
    new Uint8Array(this.#wasm.memory.buffer, at, data.length).set(data);
  }

  /** Decodes a slice; returns 0 or a fault's number. */
  decode(
    slice: CodedSlice,
    slot: number,
    number: number,
    lists: readonly (readonly (ReferencePicture | null)[])[],
    where: Where,
  ): number {
    const wasm = this.#wasm;
    const { header } = slice;
    this.#useScaling(header.pps.scalingLists);
    this.#useGroups(header, where);
    const data = this.#payload(slice, where);
    const { partitionB, partitionC } = slice;
    const partitions =
      slice.sliceId < 0
        ? null
        : ([partitionB && this.#payload(partitionB, where), partitionC && this.#payload(partitionC, where)] as const);
    const memory = wasm.memory.buffer;
    const placed = { slot, number, data, partitions };
    writeSliceParameters(new Int32Array(memory, wasm.sliceParameters(), SLICE_CELLS), header, placed);
    if (lists.length > 0) writeReferenceLists(new Int32Array(memory, wasm.referenceLists(), LIST_CELLS), lists);
    if (header.weights) writeWeights(new Int32Array(memory, wasm.weightTable(), WEIGHT_CELLS), header.weights);
    return wasm.decodeSlice();
  }

  #payload({ unit, startBit }: SliceData, where: Where): Payload {
    const address = this.#wasm.unescape(unit.start, unit.end - unit.start);
    if (address === 0) throw new LimitExceededError("the NAL units of an access unit", unit.end, 0, where);
    return { address, bytes: this.#wasm.getPayloadBytes(), startBit };
  }

  #useScaling(lists: ScalingLists): void {
    if (lists === this.#scaling) return;
    writeScalingLists(new Uint8Array(this.#wasm.memory.buffer, this.#wasm.scalingLists(), SCALING_BYTES), lists);
    this.#wasm.buildScaling();
    this.#scaling = lists;
  }

  #useGroups(header: SliceHeader, where: Where): void {
    const { pps, structure, sliceGroupChangeCycle: cycle } = header;
    if (!pps.sliceGroups) return;
    const had = this.#groups;
    if (had?.pps === pps && had.cycle === cycle && had.structure === structure) return;
    const at = this.#wasm.reserveSliceGroups();
    const map = macroblockGroups(header, pps.sliceGroups);
    if (at === 0) throw new LimitExceededError("the picture area", map.length, 0, where);
    new Uint8Array(this.#wasm.memory.buffer, at, map.length).set(map);
    this.#groups = { pps, cycle, structure };
  }
}

/** Where a slice is in the file; with a bit, where in it. */
export function placeOf({ unit }: SliceData, { frame, byteOffset }: Origin, bit?: number): Where {
  return {
    ...(frame === undefined ? {} : { frame }),
    ...(byteOffset === undefined || byteOffset < 0 ? {} : { byte: byteOffset + unit.start + ((bit ?? 0) >> 3) }),
    ...(bit === undefined ? {} : { bit }),
  };
}
