import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { InvalidOptionError } from "../errors.js";
import { type SpikeActivity, spikeActivity } from "./spike-activity.js";

/** A layer that can be watched: it gives its spikes for an input, and, where it can, its potentials. */
export interface WatchedLayer extends tfl.layers.Layer {
  /** Spikes [B, T, …], one tensor per group of neurons. */
  spikes(inputs: tf.Tensor): tf.Tensor[];
  /** Potentials of the same groups. */
  potentials?(inputs: tf.Tensor): tf.Tensor[];
}

/** What one layer did. */
export interface LayerRecord {
  /** The layer's name; with "/0", "/1", … behind it where the layer holds several groups of neurons. */
  readonly name: string;
  /** [B, T, …], zeros and ones. */
  readonly spikes: tf.Tensor;
  /** [B, T, …], or null where the layer does not tell. */
  readonly potential: tf.Tensor | null;
}

/** Spikes and rate of a layer by name. */
export interface LayerActivity extends SpikeActivity {
  readonly name: string;
}

/** What all layers did for one input. */
export interface Recording {
  /** First to last. */
  readonly layers: readonly LayerRecord[];
  /** Spikes and rate of each layer. */
  activity(): Promise<LayerActivity[]>;
  /** Frees all tensors. */
  dispose(): void;
}

/** Watches a model's spiking layers: see {@link monitor}. */
export interface Monitor {
  /** Names of the layers watched. */
  readonly names: readonly string[];
  /** Runs the model up to those layers and records them. The caller disposes the recording. */
  record(x: tf.Tensor | tf.Tensor[]): Recording;
}

/**
 * Records spikes, potentials and rates of a model's spiking layers. The model is not changed and nothing is switched on:
 * `record` runs it once more, up to each layer, and asks the layer.
 *
 * @param model  functional or sequential; layers inside nested models are not seen
 * @param names  the layers to watch, all spiking ones by default
 * @throws InvalidOptionError if a name is none of a spiking layer, or there is none
 * @example
 * const recording = monitor(model).record(x);
 * console.table(await recording.activity());
 * recording.dispose();
 */
export function monitor(model: tfl.LayersModel, names?: readonly string[]): Monitor {
  const spiking = model.layers.filter(isWatched);
  const known = spiking.map(({ name }) => name);
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined || known.length === 0) {
    throw new InvalidOptionError("names", unknown ?? [], `spiking layers of the model: ${known.join(", ") || "none"}`);
  }
  const layers = names ? spiking.filter(({ name }) => names.includes(name)) : spiking;
  // A second model over the same layers: it shares their weights and adds nothing to them.
  const probe = tfl.model({ inputs: model.inputs, outputs: layers.map((layer) => layer.input as tfl.SymbolicTensor) });
  return {
    names: layers.map(({ name }) => name),
    record(x) {
      const records: LayerRecord[] = [];
      tf.tidy(() => {
        const inputs = [probe.predictOnBatch(x)].flat() as tf.Tensor[];
        layers.forEach((layer, i) => {
          const spikes = layer.spikes(inputs[i]!);
          const potentials = layer.potentials?.(inputs[i]!);
          spikes.forEach((fired, group) => {
            const potential = potentials?.[group] ?? null;
            const name = spikes.length > 1 ? `${layer.name}/${group}` : layer.name;
            records.push({ name, spikes: tf.keep(fired), potential: potential && tf.keep(potential) });
          });
        });
      });
      return {
        layers: records,
        activity: async () => {
          const counts = await spikeActivity(records.map(({ spikes }) => spikes));
          return counts.map((count, i) => ({ name: records[i]!.name, ...count }));
        },
        dispose: () => {
          for (const { spikes, potential } of records) tf.dispose([spikes, ...(potential ? [potential] : [])]);
        },
      };
    },
  };
}

function isWatched(layer: tfl.layers.Layer): layer is WatchedLayer {
  return typeof (layer as Partial<WatchedLayer>).spikes === "function";
}
