import { decodeBase64 } from "./mpeg4/decode-base64.js";

/** What every decoder's module exports beside its own functions. */
export interface WasmInstance {
  readonly memory: WebAssembly.Memory;
  /** Says that the memory was another instance's. */
  recycle(): void;
}

/** WebAssembly pages (64 KiB) of a fresh memory; it grows with the picture. */
const INITIAL_PAGES = 8;
/** Memories of ended decoders that wait for the next one, and how large one may be: more is given back. */
const IDLE_MEMORIES = 2;
const IDLE_BYTES = 16 * 2 ** 20;

/**
 * Instances of one module, which is compiled once. An instance's memory may be an ended decoder's: pages that the system has given
 * already, and code tables that are built already, spare most of the time that a short clip takes to open.
 */
export class WasmInstances<T extends WasmInstance> {
  readonly #load: () => Promise<string>;
  readonly #idle: WebAssembly.Memory[] = [];
  #compiled: Promise<WebAssembly.Module> | null = null;

  /** @param load gives the module in base64 */
  constructor(load: () => Promise<string>) {
    this.#load = load;
  }

  async instantiate(): Promise<T> {
    this.#compiled ??= this.#load().then((base64) => WebAssembly.compile(decodeBase64(base64)));
    const module = await this.#compiled;
    const recycled = this.#idle.pop();
    const memory = recycled ?? new WebAssembly.Memory({ initial: INITIAL_PAGES });
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const instance = exports as unknown as T;
    if (recycled) instance.recycle();
    return instance;
  }

  /** Takes back the memory of an instance that will not be used any more, nor views into it. */
  release({ memory }: T): void {
    if (this.#idle.length < IDLE_MEMORIES && memory.buffer.byteLength <= IDLE_BYTES) this.#idle.push(memory);
  }
}
