import { decodeBase64 } from "./decode-base64.js";
import { wasmBase64 } from "./wasm.generated.js";

/** What assembly/mpeg4/index.ts exports. */
export interface MacroblockLayer {
  readonly memory: WebAssembly.Memory;
  recycle(): void;
  configure(
    width: number,
    height: number,
    weighted: boolean,
    timeIncrementBits: number,
    withResidual: boolean,
    withReference: boolean,
  ): number;
  usePartitions(reversible: boolean): number;
  tolerateDamage(): number;
  setReferenceHeld(held: boolean): void;
  macroblockConditions(): number;
  useFields(): number;
  setFields(
    topFieldFirst: boolean,
    alternateScan: boolean,
    trb: number,
    trd: number,
    alwaysTransformType: boolean,
    divxChroma: boolean,
  ): void;
  fieldPrediction(): number;
  bidirectionalFieldPrediction(): number;
  matrices(): number;
  reserveInput(bytes: number): number;
  setPicture(
    type: number,
    roundingType: number,
    dcThreshold: number,
    quantiser: number,
    forwardCode: number,
    reference: number,
  ): void;
  setBidirectional(backwardCode: number, futureReference: number, trb: number, trd: number): number;
  setOutput(pixels: boolean, coded: boolean, reconstructed: boolean): void;
  setBehaviour(xvid: boolean, unlimitedDc: boolean, edgeAtPictureSize: boolean, standardRounding: boolean): void;
  setQuarterPel(quarterSample: boolean, chromaHalving: number, oldDiagonals: boolean): void;
  setWarp(
    points: number,
    translation: boolean,
    early: boolean,
    accuracy: number,
    x: number,
    y: number,
    chromaX: number,
    chromaY: number,
    rightX: number,
    rightY: number,
    downX: number,
    downY: number,
  ): void;
  decode(bytes: number, start: number, resyncMarkers: boolean): number;
  useShortTools(vectorCoding: number, withSlices: boolean, advancedIntra: boolean, modified: boolean): number;
  decodeShort(bytes: number, start: number, rowsOfGroup: number): number;
  position(): number;
  getFaultBit(): number;
  getFaultValue(): number;
  vectors(): number;
  getForgottenCount(): number;
  forgottenBlocks(): number;
  intraMask(): number;
  partitions(): number;
  references(): number;
  globalBlocks(): number;
  packPicture(): number;
  residual(): number;
  rotatePictures(): void;
  bidirectionalVectors(): number;
  bidirectionalIntraMask(): number;
  bidirectionalDirect(): number;
  bidirectionalPartitions(): number;
  bidirectionalReferences(): number;
}

/** WebAssembly pages (64 KiB) of a fresh memory; it grows with the picture. */
const INITIAL_PAGES = 8;
/** Memories of ended decoders that wait for the next one, and how large one may be: more is given back. */
const IDLE_MEMORIES = 2;
const IDLE_BYTES = 16 * 2 ** 20;

let compiled: Promise<WebAssembly.Module> | null = null;
const idle: WebAssembly.Memory[] = [];

/**
 * A fresh instance. The module is compiled once. Its memory may be an ended decoder's: pages that the system has given already, and
 * code tables that are built already, spare most of the time that a short clip takes to open.
 */
export async function instantiateMacroblockLayer(): Promise<MacroblockLayer> {
  compiled ??= WebAssembly.compile(decodeBase64(wasmBase64));
  const module = await compiled;
  const recycled = idle.pop();
  const memory = recycled ?? new WebAssembly.Memory({ initial: INITIAL_PAGES });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const layer = exports as unknown as MacroblockLayer;
  if (recycled) layer.recycle();
  return layer;
}

/** Takes back the memory of a layer that will not be used any more, nor views into it. */
export function releaseMemory({ memory }: MacroblockLayer): void {
  if (idle.length < IDLE_MEMORIES && memory.buffer.byteLength <= IDLE_BYTES) idle.push(memory);
}
