import { type WasmInstance, WasmInstances } from "../wasm-instances.js";

/** What assembly/h264/index.ts exports. */
export interface MacroblockLayer extends WasmInstance {
  configure(
    mbWidth: number,
    mbHeight: number,
    chromaFormat: number,
    lumaDepth: number,
    chromaDepth: number,
    framesOnly: boolean,
    keep: boolean,
  ): number;
  setCrop(x: number, y: number, width: number, height: number): void;
  imitateOldX264(): void;
  slot(index: number): number;
  sliceParameters(): number;
  referenceLists(): number;
  weightTable(): number;
  scalingLists(): number;
  buildScaling(): void;
  reserveSliceGroups(): number;
  reserveInput(bytes: number): number;
  unescape(offset: number, bytes: number): number;
  getPayloadBytes(): number;
  beginPicture(slot: number, fields: boolean, pixels: boolean, coded: boolean, reconstructed: boolean): number;
  decodeSlice(): number;
  distrustSlice(): void;
  finishField(structure: number, reference: number): number;
  finishPicture(): void;
  copySlot(from: number, to: number): number;
  getFaultBit(): number;
  getFaultValue(): number;
  macroblockConditions(): number;
  exportMotion(lists: number, fields: boolean): void;
  vectors(): number;
  bidirectionalVectors(): number;
  references(): number;
  intraMask(): number;
  partitionWidths(): number;
  partitionHeights(): number;
  fieldFlags(): number;
  directFlags(): number;
  packPicture(): number;
  packResidual(): number;
  residualCb(): number;
  residualCr(): number;
}

/** The two builds are loaded when they are needed: bundlers make files of their own of them. */
const builds = {
  eight: new WasmInstances<MacroblockLayer>(async () => (await import("./wasm.generated.js")).wasmBase64),
  high: new WasmInstances<MacroblockLayer>(async () => (await import("./wasm-high.generated.js")).wasmBase64),
};

/** A fresh instance. @param high samples have more than 8 bits */
export function instantiateMacroblockLayer(high: boolean): Promise<MacroblockLayer> {
  return builds[high ? "high" : "eight"].instantiate();
}

/** Takes back the memory of a layer that will not be used any more, nor views into it. */
export function releaseMemory(layer: MacroblockLayer, high: boolean): void {
  builds[high ? "high" : "eight"].release(layer);
}
