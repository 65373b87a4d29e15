import type { KernelCall } from "@cvar/backend";
import * as tf from "@tensorflow/tfjs-core";
import { emitted, moved, reshaped, type SpikeCoding, type SpikeSignal } from "./spike-signal.js";
import { type SpikeSource, spikeSources } from "./spike-sources.js";
import { alongAxis } from "./step-layout.js";

type Tensors = Readonly<Record<string, tf.Tensor>>;

/** The same values in the same order. */
const SAME_ORDER = new Set(["Identity", "Reshape", "ExpandDims", "Cast", "Relu", "Relu6"]);

/** Each value of the output is a value of an input, or a zero: spikes in, spikes out. */
const MOVES = new Set([
  ...["Transpose", "Slice", "StridedSlice", "SplitV", "Unpack", "Pack", "Concat", "Tile", "BroadcastTo", "Reverse"],
  ...["GatherV2", "GatherNd", "Select", "DepthToSpace", "SpaceToBatchND", "BatchToSpaceND", "PadV2", "MirrorPad"],
  ...["ResizeNearestNeighbor", "MaxPool", "MaxPool3D", "Max"],
]);

/** And, or: binary if both are. */
const GATES = new Set(["Multiply", "LogicalAnd", "LogicalOr", "Maximum", "Minimum"]);

/** Sums and differences of spikes are whole numbers: graded spikes. */
const SUMS = new Set(["AddV2", "Add", "AddN", "Sub", "Neg"]);

/** Inputs of these kernels that are positions or choices, not values. */
const POSITIONS = new Set(["indices", "condition"]);

/**
 * Follows spikes through a trace: a tensor is spikes if a source made it, or if it was only moved, gated or added up from
 * spikes. Being zero or one is not enough, so one-hot rows, masks that came as inputs and all-zero maps are ordinary
 * numbers.
 */
export class SpikeTensors {
  readonly #signals = new Map<number, SpikeSignal>();
  readonly #kept: tf.Tensor[] = [];

  constructor(private readonly sources: Readonly<Record<string, SpikeSource>> = spikeSources) {}

  /**
   * Takes note of a call, in the order of the trace.
   *
   * @returns the outputs that this call itself made spikes of, if it is a source
   */
  add(call: KernelCall, tensors: Tensors): readonly SpikeSignal[] {
    if (Object.hasOwn(this.sources, call.kernel)) {
      return this.sources[call.kernel]!(call).flatMap((made) => {
        const { output, timeAxis = null } = typeof made === "number" ? { output: made } : made;
        const tensor = call.outputs[output];
        if (!tensor) return [];
        const signal = emitted(tensor.shape, alongAxis(tensor.shape, timeAxis), {
          origin: tensor.tensor,
          scope: call.scope,
        });
        this.#signals.set(tensor.tensor, signal);
        return [signal];
      });
    }
    const inputs = Object.entries(call.inputs).filter(([name]) => !POSITIONS.has(name));
    const signals = inputs.map(([, { tensor }]) => this.#signals.get(tensor));
    if (signals.length === 0 || signals.every((signal) => !signal)) return [];
    if (SAME_ORDER.has(call.kernel)) {
      this.#mark(call, () => reshaped(signals[0]!, call.outputs[0]!.shape));
    } else if (GATES.has(call.kernel) || SUMS.has(call.kernel)) {
      this.#combine(call, tensors, inputs, signals);
    } else if (MOVES.has(call.kernel)) {
      this.#move(call, tensors, inputs, signals);
    }
    return [];
  }

  /** What is known of this tensor; undefined if it is no spikes. */
  get(tensor: number): SpikeSignal | undefined {
    return this.#signals.get(tensor);
  }

  /** Frees what is kept for looking up where spikes have gone. */
  dispose(): void {
    tf.dispose(this.#kept.splice(0));
  }

  #move(call: KernelCall, tensors: Tensors, inputs: Inputs, signals: Signals): void {
    if (call.kernel === "PadV2" && (call.attributes.constantValue ?? 0) !== 0) return;
    if (!signals.every((signal) => signal !== undefined)) return;
    const all = signals as readonly SpikeSignal[];
    if (call.kernel === "Pack" && isUnrolled(all)) {
      const { shape, tensor } = call.outputs[0]!;
      const { coding, scope } = { coding: codingOf(all), scope: all[0]!.scope };
      const layout = alongAxis(shape, call.attributes.axis as number);
      this.#mark(call, () => emitted(shape, layout, { origin: tensor, scope, coding }));
      return;
    }
    const pads = call.kernel === "PadV2" || (call.kernel === "SpaceToBatchND" && padsBlocks(call));
    // Positions are read when somebody asks, which may be after their tensor has been disposed of.
    const positions = Object.entries(tensors).filter(([name]) => POSITIONS.has(name));
    const kept = positions.map(([name, tensor]) => [name, tf.keep(tf.clone(tensor))] as const);
    this.#kept.push(...kept.map(([, tensor]) => tensor));
    const run = (index: number) => () => {
      const maps = inputs.map(([name], i) => [name, all[i]!.map()] as const);
      // Kernels that take a list have inputs called 0, 1, …
      const given = inputs[0]![0] === "0" ? maps.map(([, map]) => map) : Object.fromEntries([...maps, ...kept]);
      const attributes = call.attributes as tf.NamedAttrMap;
      const out = tf.engine().runKernel(call.kernel, given as tf.NamedTensorMap, attributes);
      return (Array.isArray(out) ? out : [out])[index] as tf.Tensor;
    };
    const known = {
      coding: codingOf(all),
      steps: Math.max(...all.map(({ steps }) => steps)),
      padded: pads || all.some(({ padded }) => padded),
      scope: scopeOf(all),
    };
    this.#mark(call, (index) =>
      moved(call.outputs[index]!.shape, run(index), {
        ...known,
        // Padding adds nothing to what was there; anything else makes other spikes of it.
        origin: call.kernel === "PadV2" ? all[0]!.origin : call.outputs[index]!.tensor,
      }),
    );
  }

  #combine(call: KernelCall, tensors: Tensors, inputs: Inputs, signals: Signals): void {
    const all = signals.filter((signal) => signal !== undefined);
    // A mask of zeros and ones lets spikes through or not, whatever it was made by.
    const masks = inputs.filter((_, i) => !signals[i]).map(([name]) => tensors[name]!);
    if (masks.length > 0 && !(call.kernel === "Multiply" && masks.every(isBinary))) return;
    const shape = call.outputs[0]!.shape;
    const over = () => all.map((signal) => tf.broadcastTo(signal.map(), [...shape])).reduce((a, b) => tf.maximum(a, b));
    const coding = SUMS.has(call.kernel) ? "graded" : codingOf(all);
    const steps = Math.max(...all.map((signal) => signal.steps));
    const padded = all.some((signal) => signal.padded);
    const known = { coding, steps, padded, scope: scopeOf(all) };
    this.#mark(call, (index) => moved(shape, over, { ...known, origin: call.outputs[index]!.tensor }));
  }

  #mark(call: KernelCall, signalOf: (index: number) => SpikeSignal): void {
    call.outputs.forEach(({ tensor }, index) => {
      this.#signals.set(tensor, signalOf(index));
    });
  }
}

type Inputs = readonly (readonly [string, { readonly tensor: number }])[];
type Signals = readonly (SpikeSignal | undefined)[];

function codingOf(signals: readonly SpikeSignal[]): SpikeCoding {
  return signals.every(({ coding }) => coding === "binary") ? "binary" : "graded";
}

function scopeOf(signals: readonly SpikeSignal[]): string | null {
  const [{ scope }] = signals as readonly [SpikeSignal];
  return signals.every((signal) => signal.scope === scope) ? scope : null;
}

/** Different spikes of one neuron layer, one step each: stacked, they are its steps. */
function isUnrolled(signals: readonly SpikeSignal[]): boolean {
  return (
    signals.length > 1 &&
    scopeOf(signals) !== null &&
    signals.every(({ steps, padded }) => steps === 1 && !padded) &&
    new Set(signals.map(({ origin }) => origin)).size === signals.length
  );
}

function padsBlocks({ attributes }: KernelCall): boolean {
  return (attributes.paddings as readonly (readonly number[])[]).some((pair) => pair.some((zeros) => zeros > 0));
}

function isBinary(tensor: tf.Tensor): boolean {
  if (tensor.dtype === "bool") return true;
  const values = tensor.dataSync();
  for (let i = 0; i < values.length; i++) if (values[i] !== 0 && values[i] !== 1) return false;
  return true;
}
