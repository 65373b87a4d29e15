import type { Technology } from "./technology.js";

/**
 * Intel's Loihi: at least 23.6 pJ per synaptic operation and 81 pJ per update of an active neuron (an inactive one: 52 pJ).
 * The figures are of simulations before the silicon (SDF and SPICE), and contain the chip's memory.
 */
export const loihi: Technology = {
  name: "Loihi, 14 nm",
  joulesPerMac: null,
  joulesPerAccumulate: 23.6e-12,
  joulesPerNeuronUpdate: 81e-12,
  source:
    "M. Davies et al., Loihi: a neuromorphic manycore processor with on-chip learning, IEEE Micro 38(1), 2018, Table 2",
  nanometres: 14,
};

/**
 * IBM's TrueNorth: 26 pJ per synaptic event, the measured power of the whole chip (static power too) divided by the events
 * of one operating point (20 Hz, 128 active synapses per neuron); neuron updates and memory are inside.
 */
export const trueNorth: Technology = {
  name: "TrueNorth, 28 nm",
  joulesPerMac: null,
  joulesPerAccumulate: 26e-12,
  joulesPerNeuronUpdate: 0,
  source:
    "P. A. Merolla et al., A million spiking-neuron integrated circuit with a scalable communication network and interface, Science 345(6197), 2014",
  nanometres: 28,
  volts: 0.775,
};
