import { lifSequence, lifStep } from "@cvar/snn";
import * as tf from "@tensorflow/tfjs";

const params = { leak: 0.9, threshold: 1 }; // λ and v_th: numbers or tensors, one for the layer or one per channel
const first = lifStep(tf.fill([1, 4], 0.6), null, params); // { potential, spikes, state }
const second = lifStep(tf.fill([1, 4], 0.6), first.state, params); // the state goes in and comes out
second.spikes.print();

const all = lifSequence(tf.fill([1, 11, 4], 0.6), null, params); // [B, T, …] at once: one fused kernel
all.potential.print();
