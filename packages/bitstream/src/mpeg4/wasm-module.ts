import { type WasmInstance, WasmInstances } from "../wasm-instances.js";
import { wasmBase64 } from "./wasm.generated.js";

/** What assembly/mpeg4/index.ts exports. */
export interface MacroblockLayer extends WasmInstance {
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

const instances = new WasmInstances<MacroblockLayer>(async () => wasmBase64);

/** A fresh instance. */
export function instantiateMacroblockLayer(): Promise<MacroblockLayer> {
  return instances.instantiate();
}

/** Takes back the memory of a layer that will not be used any more, nor views into it. */
export function releaseMemory(layer: MacroblockLayer): void {
  instances.release(layer);
}
