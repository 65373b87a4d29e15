import type { KernelBackend, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { OwnKernels } from "../wasm/module.js";
import type { LifCall } from "./lif-kernels.js";
import type { LifSequences } from "./lif-sequences.js";
import { type LifAddresses, runBackward, runForward } from "./lif-simd.js";

/** Numbers of one sequence tensor that are copied at once: what the kernel works on then stays in the cache. */
const BLOCK = 2 ** 15;

type Shapes = readonly (readonly number[])[];

/**
 * The forward kernel for backends whose tensors are JavaScript arrays, or can be read as such (cpu, tfjs-node): blocks of
 * neurons are copied into the kernels' own memory and back.
 *
 * @returns outputs in the order of `names`
 */
export function copiedForward(
  own: OwnKernels,
  call: LifCall,
  names: readonly string[],
  shapes: Shapes,
  backend: KernelBackend,
): TensorInfo[] {
  const outputs = shapes.map((shape) => new Float32Array(tf.util.sizeFromShape([...shape])));
  const output = (name: string) => outputs[names.indexOf(name)] ?? null;
  const out = { potential: output("potential"), spikes: output("spikes"), last: output("last")! };
  const blocks = new Blocks(own, call, [out.potential, out.spikes]);
  blocks.each((block) => {
    const [potential, spikes] = block.sequences as [number, number];
    const extent = { outer: 1, steps: call.extent.steps, row: block.size };
    runForward(own.kernels, block.addresses, { potential, spikes, last: block.last }, extent, call.rule);
    block.takeSequence(potential, out.potential);
    block.takeSequence(spikes, out.spikes);
    block.takeRow(block.last, out.last);
  });
  return written(backend, outputs, shapes);
}

/** The backward kernel for the same backends: gradients for x, the initial potential, λ and v_th. */
export function copiedBackward(
  own: OwnKernels,
  call: LifCall,
  cotangents: LifSequences,
  shapes: Shapes,
  backend: KernelBackend,
): TensorInfo[] {
  const outputs = shapes.map((shape) => new Float32Array(tf.util.sizeFromShape([...shape])));
  const [dx, dInitial, dLeak, dThreshold] = outputs as [Float32Array, Float32Array, Float32Array, Float32Array];
  const dPotential = cotangents.potential && read(cotangents.potential);
  const dSpikes = cotangents.spikes && read(cotangents.spikes);
  const dLast = read(cotangents.last);
  const sums = [new Float64Array(dLeak.length), new Float64Array(dThreshold.length)] as const;
  const blocks = new Blocks(own, call, [dPotential, dSpikes, dx]);
  blocks.each((block) => {
    const [potential, spikes, gradient] = block.sequences as [number, number, number];
    block.giveSequence(potential, dPotential);
    block.giveSequence(spikes, dSpikes);
    block.giveRow(block.last, dLast);
    const results = { x: gradient, initial: block.carry, leak: block.dLeak, threshold: block.dThreshold };
    const extent = { outer: 1, steps: call.extent.steps, row: block.size };
    runBackward(own.kernels, block.addresses, { potential, spikes, last: block.last }, results, extent, call.rule);
    block.takeSequence(gradient, dx);
    if (call.initial) block.takeRow(block.carry, dInitial);
    block.addTo(sums[0], block.dLeak);
    block.addTo(sums[1], block.dThreshold);
  });
  dLeak.set(sums[0]);
  dThreshold.set(sums[1]);
  return written(backend, outputs, shapes);
}

/** The parts of a call that are worked on one after the other: `size` neurons of one sequence from `from` on. */
class Blocks {
  size = 0;
  readonly addresses: LifAddresses;
  /** Of the sequences besides x; 0 for those that are not there. */
  readonly sequences: number[];
  readonly last: number;
  readonly carry: number;
  readonly dLeak: number;
  readonly dThreshold: number;
  private from = 0;
  private b = 0;
  private readonly width: number;
  private readonly memory: Float32Array;
  private readonly arrays: {
    x: Float32Array;
    initial: Float32Array | null;
    leak: Float32Array;
    threshold: Float32Array;
  };

  constructor(
    { kernels, memory }: OwnKernels,
    private readonly call: LifCall,
    sequences: readonly (Float32Array | null)[],
  ) {
    const { x, initial, leak, threshold, extent } = call;
    this.arrays = { x: read(x), initial: initial && read(initial), leak: read(leak), threshold: read(threshold) };
    this.width = Math.min(extent.row, Math.max(Math.floor(BLOCK / extent.steps), 4));
    const width = this.width;
    let end = 16; // address 0 is none
    const room = (numbers: number) => {
      const at = end;
      end += Math.ceil(numbers / 4) * 16;
      return at;
    };
    const row = () => room(width);
    const sequence = () => room(extent.steps * width);
    const parameters = { leak: row(), leakSize: width, threshold: row(), thresholdSize: width };
    const addresses = { x: sequence(), initial: initial ? row() : 0, ...parameters };
    this.sequences = sequences.map((one) => (one ? sequence() : 0));
    [this.last, this.carry, this.dLeak, this.dThreshold] = [row(), row(), row(), row()];
    this.addresses = { ...addresses, scratch: room(kernels.lifScratch(width, width) / 4) };
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    this.memory = new Float32Array(memory.buffer);
  }

  each(work: (block: this) => void): void {
    const { outer, row } = this.call.extent;
    const { x, initial, leak, threshold } = this.arrays;
    for (this.from = 0; this.from < row; this.from += this.width) {
      this.size = Math.min(this.width, row - this.from);
      this.giveParameter(this.addresses.leak, leak);
      this.giveParameter(this.addresses.threshold, threshold);
      for (this.b = 0; this.b < outer; this.b++) {
        this.giveSequence(this.addresses.x, x);
        if (initial) this.giveRow(this.addresses.initial, initial);
        work(this);
      }
    }
  }

  giveSequence(address: number, from: Float32Array | null): void {
    if (from)
      this.steps((inside, outside) =>
        this.memory.set(from.subarray(outside, outside + this.size), address / 4 + inside),
      );
  }

  takeSequence(address: number, to: Float32Array | null): void {
    const at = address / 4;
    if (to)
      this.steps((inside, outside) => to.set(this.memory.subarray(at + inside, at + inside + this.size), outside));
  }

  giveRow(address: number, from: Float32Array): void {
    const at = this.b * this.call.extent.row + this.from;
    this.memory.set(from.subarray(at, at + this.size), address / 4);
  }

  takeRow(address: number, to: Float32Array): void {
    to.set(this.memory.subarray(address / 4, address / 4 + this.size), this.b * this.call.extent.row + this.from);
  }

  /** Adds a row to sums that repeat along it. */
  addTo(sums: Float64Array, address: number): void {
    for (let i = 0; i < this.size; i++) sums[(this.from + i) % sums.length]! += this.memory[address / 4 + i]!;
  }

  /** A parameter repeats along the row. */
  private giveParameter(address: number, parameter: Float32Array): void {
    for (let i = 0; i < this.size; i++) this.memory[address / 4 + i] = parameter[(this.from + i) % parameter.length]!;
  }

  /** The block's rows: at which number of the block and of the whole tensor each begins. */
  private steps(copy: (inside: number, outside: number) => void): void {
    const { steps, row } = this.call.extent;
    for (let t = 0; t < steps; t++) copy(t * this.size, (this.b * steps + t) * row + this.from);
  }
}

function read({ dataId }: TensorInfo): Float32Array {
  return tf.engine().readSync(dataId) as Float32Array;
}

function written(backend: KernelBackend, outputs: readonly Float32Array[], shapes: Shapes): TensorInfo[] {
  return shapes.map((shape, i) => ({
    dataId: backend.write(outputs[i]!, [...shape], "float32"),
    shape: [...shape],
    dtype: "float32",
  }));
}
