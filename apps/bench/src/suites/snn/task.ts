/** Whose neuron: SpikingJelly's `LIFNode` (τ = 2) or snnTorch's `Leaky` (β = 0.9), each with its library's defaults. */
export type Library = "SpikingJelly" | "snnTorch";

/** What is timed: no gradient, or forward and backward to the weights, or to weights and input. */
export type Gradient = "none" | "weights" | "all";

/** One spiking layer at work: plain data, which crosses process boundaries. The loss is the number of spikes. */
export type Task =
  /** 3×3 convolution, padding 1, and neurons behind it: [batch, steps, size, size, channels]. */
  | {
      readonly kind: "conv-lif";
      readonly library: Library;
      readonly gradient: Gradient;
      readonly batch: number;
      readonly steps: number;
      readonly size: number;
      readonly channels: number;
      readonly filters: number;
    }
  /** Neurons alone, [batch, steps, neurons]; "all" is their input. */
  | {
      readonly kind: "lif";
      readonly library: Library;
      readonly gradient: "none" | "all";
      readonly batch: number;
      readonly steps: number;
      readonly neurons: number;
    }
  /** The spiking temporal modulator, [batch, steps, size, size, 2]; the loss is the sum of its potentials. */
  | {
      readonly kind: "stm";
      readonly gradient: "none" | "weights";
      readonly batch: number;
      readonly steps: number;
      readonly size: number;
      readonly width: number;
    };

const LAYER = { kind: "conv-lif", batch: 4, steps: 11, size: 112, channels: 32, filters: 32 } as const;
const NEURONS = { kind: "lif", batch: 4, steps: 11 } as const;
const STM = { kind: "stm", batch: 8, steps: 11, size: 64, width: 8 } as const;

/** The work that is measured, by name. */
export const tasks: Readonly<Record<string, Task>> = {
  "ConvLIF as SpikingJelly, forward": { ...LAYER, library: "SpikingJelly", gradient: "none" },
  "ConvLIF as SpikingJelly, forward and backward": { ...LAYER, library: "SpikingJelly", gradient: "weights" },
  "ConvLIF as SpikingJelly, forward and backward, input too": { ...LAYER, library: "SpikingJelly", gradient: "all" },
  "ConvLIF as snnTorch, forward": { ...LAYER, library: "snnTorch", gradient: "none" },
  "ConvLIF as snnTorch, forward and backward": { ...LAYER, library: "snnTorch", gradient: "weights" },
  "LIF [4,11,100000] as SpikingJelly, forward": {
    ...NEURONS,
    neurons: 100_000,
    library: "SpikingJelly",
    gradient: "none",
  },
  "LIF [4,11,100000] as SpikingJelly, forward and backward": {
    ...NEURONS,
    neurons: 100_000,
    library: "SpikingJelly",
    gradient: "all",
  },
  "LIF [4,11,1000] as snnTorch, forward": { ...NEURONS, neurons: 1000, library: "snnTorch", gradient: "none" },
  "LIF [4,11,1000] as snnTorch, forward and backward": {
    ...NEURONS,
    neurons: 1000,
    library: "snnTorch",
    gradient: "all",
  },
  "STM tiny, forward": { ...STM, gradient: "none" },
  "STM tiny, forward and backward": { ...STM, gradient: "weights" },
};

/** The same, tiny: to see that everything works. */
export const quickTasks: Readonly<Record<string, Task>> = {
  "ConvLIF [4,11,10,10,4] as SpikingJelly, forward and backward, input too": {
    ...LAYER,
    library: "SpikingJelly",
    gradient: "all",
    size: 10,
    channels: 4,
    filters: 4,
  },
  "ConvLIF [4,11,10,10,4] as snnTorch, forward": {
    ...LAYER,
    library: "snnTorch",
    gradient: "none",
    size: 10,
    channels: 4,
    filters: 4,
  },
  "LIF [4,11,30] as snnTorch, forward and backward": {
    ...NEURONS,
    neurons: 30,
    library: "snnTorch",
    gradient: "all",
  },
  "STM [2,11,8,8,2], forward and backward": { ...STM, batch: 2, size: 8, gradient: "weights" },
};
