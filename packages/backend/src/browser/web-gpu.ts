import { inNode } from "../host.js";
import { absent } from "./absent.js";

/** The part of WebGPU that the choice needs; the names are those of the specification (GPUAdapterInfo). */
interface Adapter {
  /** Of older browsers. */
  readonly isFallbackAdapter?: boolean;
  readonly info?: { readonly isFallbackAdapter?: boolean; readonly vendor: string; readonly architecture: string };
}

interface Gpu {
  requestAdapter(options: { powerPreference: "high-performance" }): Promise<Adapter | null>;
}

/** Adapters that compute on the processor, by what they call themselves. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|warp|basic render/i;

/**
 * Registers TensorFlow.js's WebGPU backend where it would help.
 *
 * @param anyway  take an adapter that computes in software, which is slower than wasm, too
 * @returns null, or why not
 */
export async function loadWebGpu(anyway: boolean): Promise<string | null> {
  const gpu = (globalThis.navigator as { gpu?: Gpu } | undefined)?.gpu;
  if (!gpu) return whyNone();
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return "WebGPU finds no adapter: the graphics processor or its driver is on the browser's block list";
  const { isFallbackAdapter = adapter.isFallbackAdapter, vendor = "", architecture = "" } = adapter.info ?? {};
  if ((isFallbackAdapter || SOFTWARE.test(`${vendor} ${architecture}`)) && !anyway) {
    const name = architecture || vendor || "a fallback adapter";
    return `only in software (${name}), slower than wasm: { prefer: ["webgpu"] } takes it all the same`;
  }
  try {
    await import("@tensorflow/tfjs-backend-webgpu");
    return null;
  } catch (error) {
    return absent("webgpu", error);
  }
}

function whyNone(): string {
  if (inNode()) return "Node has no WebGPU";
  if (globalThis.isSecureContext === false) return "browsers give WebGPU only to pages from https or localhost";
  return "this browser has no WebGPU";
}
