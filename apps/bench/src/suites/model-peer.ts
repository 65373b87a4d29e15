import type { ModelDescription, StmNetConfig } from "@cvar/models";
import { MeasurementError } from "../errors.js";
import type { Absent, Contestant } from "../harness/benchmark.js";
import { median } from "../harness/statistics.js";
import { type Python, PythonPeer } from "../peers/python.js";

/** What is timed: one batch forward, or forward, backward and an Adam update. */
export type Task = "forward" | "train";

/** A network: its family, and its config there. */
export type Network = Pick<ModelDescription, "architecture" | "config">;

/** What PyTorch is to do. */
export interface TorchJob {
  readonly python: Python | { readonly missing: string };
  /** family and config of the network */
  readonly network: Network;
  readonly parameters: number;
  readonly batch: number;
  readonly threads: number;
  readonly task: Task;
}

/** The same network in PyTorch on the CPU, in a process of its own that stays for all rounds; unit: seconds. */
export function torchContestant({ python, network, parameters, batch, threads, task }: TorchJob): Contestant | Absent {
  const name = `PyTorch, ${threads} thread${threads === 1 ? "" : "s"}`;
  const config = torchConfig(network);
  const absent = "missing" in python ? python.missing : typeof config === "string" ? config : null;
  if (absent !== null) return { name, side: "peer", absent };
  let peer: PythonPeer | null = null;
  const cpu: number[] = [];
  const start = async () => {
    peer = new PythonPeer(python as Python, threads);
    const loaded = await peer.ask({ do: "load", network: network.architecture, config, batch, threads });
    if (loaded.parameters === parameters) return peer;
    throw new MeasurementError(`PyTorch's network has ${loaded.parameters} parameters, ours ${parameters}`);
  };
  return {
    name,
    side: "peer",
    async sample() {
      const { seconds, cpuSeconds } = await (peer ?? (await start())).ask({ do: task });
      cpu.push(Number(cpuSeconds));
      return Number(seconds);
    },
    async facts() {
      const memory = await peer?.ask({ do: "memory" });
      return {
        threads,
        "CPU s": median(cpu),
        "peak MiB": memory === undefined ? null : Number(memory.peakBytes) / 2 ** 20,
      };
    },
    close: () => peer?.close(),
  };
}

/** What `peers/serve.py` builds the network from, or why it has no such network. */
function torchConfig(network: Network): object | string {
  if (network.architecture === "stm-net") return stmNetArguments(network.config as StmNetConfig);
  if (!(TORCHVISION as readonly string[]).includes(network.architecture))
    return `there is no ${network.architecture} in peers/`;
  const { channels, ...config } = network.config as { channels: number; width?: number };
  if (channels !== 3) return "torchvision's networks see three channels";
  if (network.architecture === "resnet" && config.width !== 64) return "torchvision's ResNets begin with 64 channels";
  return config;
}

/** Families that `peers/torchvision_networks.py` has. */
const TORCHVISION = ["efficientnet", "resnet", "vit"] as const;

/** Arguments of `STMNet` in `peers/stm_net.py` and its P-frames, or why it cannot be that network. */
function stmNetArguments(config: StmNetConfig): Record<string, number> | string {
  const { width, strides, kernel } = config.stm;
  if (kernel !== 3 || strides.join() !== "2,1") return "the peer's STM has two 3×3 layers, strides 2 and 1";
  if (config.modalities.length !== 3) return "the peer has all three modalities";
  if (typeof config.size !== "number") return "the peer's picture is square";
  if (config.remainder === "pad" && config.size % config.patch !== 0) return "the peer does not pad";
  const { order, modulator, encoder, mixer, pooling, stm } = config;
  const parts = [order.join(), modulator, encoder, mixer, pooling, `learned ${stm.learned}`, `common ${stm.common}`];
  const peers = ["temporal,local,global", "stm", "unified", "full", "average", "learned true", "common false"];
  const other = parts.find((part, i) => part !== peers[i]);
  if (other !== undefined) return `the peer has no variant "${other}"`;
  const { size, steps, patch, d, depth, heads, mlpRatio, nf, gc, rrdbs, classes, triplets } = config;
  return { size, steps, patch, d, depth, heads, mlp_ratio: mlpRatio, width, nf, gc, rrdbs, classes, triplets };
}
