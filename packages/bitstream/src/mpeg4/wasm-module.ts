import { wasmBase64 } from "./wasm.generated.js";

/** What assembly/mpeg4/index.ts exports. */
export interface MacroblockLayer {
  readonly memory: WebAssembly.Memory;
  configure(
    width: number,
    height: number,
    weighted: boolean,
    timeIncrementBits: number,
    withResidual: boolean,
    withReference: boolean,
  ): number;
  usePartitions(reversible: boolean): number;
  matrices(): number;
  reserveInput(bytes: number): number;
  setPicture(
    predicted: boolean,
    roundingType: number,
    dcThreshold: number,
    quantiser: number,
    forwardCode: number,
    reference: number,
  ): void;
  setOutput(pixels: boolean, coded: boolean, reconstructed: boolean): void;
  setBehaviour(xvid: boolean, unlimitedDc: boolean, edgeAtPictureSize: boolean, standardRounding: boolean): void;
  setQuarterPel(quarterSample: boolean, chromaHalving: number, oldDiagonals: boolean): void;
  decode(bytes: number, start: number, resyncMarkers: boolean): number;
  position(): number;
  getFaultBit(): number;
  getFaultValue(): number;
  vectors(): number;
  intraMask(): number;
  partitions(): number;
  references(): number;
  packPicture(): number;
  packResidual(): number;
  swapPictures(): void;
}

let compiled: Promise<WebAssembly.Module> | null = null;

/** A fresh instance with memory of its own. The module is compiled once. */
export async function instantiateMacroblockLayer(): Promise<MacroblockLayer> {
  compiled ??= WebAssembly.compile(decodeBase64(wasmBase64));
  const instance = await WebAssembly.instantiate(await compiled, {});
  return instance.exports as unknown as MacroblockLayer;
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
