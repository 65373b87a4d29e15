import { ClassifierHead, ConvNorm, ResidualBlock, SymmetricMaxPool } from "@cvar/fusion";
import * as tfl from "@tensorflow/tfjs-layers";
import { pictureInput } from "../architecture/picture-input.js";
import { innerChannels, type ResNetConfig, stageChannels } from "./config.js";

/**
 * ResNet as a `tf.layers` model (He et al. 2016, Table 1): 7×7 convolution, max pooling, stages of residual blocks, mean over
 * the map, classifier.
 *
 * Layers: `stem`, `pool`, `stage{s}_block{i}` with s from 1 and i from 0, `head`.
 *
 * @param config  complete and checked, see `resNetConfig`
 * @param prepare  called with each layer before it makes its weights
 * @returns input `image` [B, S, S, channels]; output logits [B, classes]; dispose of it with `model.dispose()`
 */
export function buildResNet(
  config: ResNetConfig,
  prepare: (layer: tfl.layers.Layer) => void = () => {},
): tfl.LayersModel {
  const { batchNorm, bnEpsilon: epsilon, bnMomentum: momentum, classes, dropout, zeroInit, width } = config;
  let seed = config.seed * 1000;
  const norm = (frozen: boolean) => ({ epsilon, momentum, frozen, seed: seed++ });
  const frozen = batchNorm !== "train";
  const stem = { filters: width, kernelSize: 7, stride: 2, activation: "relu" } as const;
  const layers: tfl.layers.Layer[] = [
    new ConvNorm({ name: "stem", ...norm(batchNorm === "frozen"), ...stem }),
    new SymmetricMaxPool({ name: "pool", size: 3, stride: 2 }),
  ];
  config.layers.forEach((blocks, stage) => {
    const filters = stageChannels(config, stage);
    const bottleneck = config.block === "bottleneck" ? innerChannels(config, stage) : null;
    for (let index = 0; index < blocks; index++) {
      const stride = stage > 0 && index === 0 ? 2 : 1;
      const name = `stage${stage + 1}_block${index}`;
      layers.push(new ResidualBlock({ name, ...norm(frozen), filters, bottleneck, stride, zeroInit }));
    }
  });
  layers.push(new ClassifierHead({ name: "head", classes, dropout, seed: seed++ }));
  for (const layer of layers) prepare(layer);
  const [{ name, shape, dtype }] = pictureInput(config);
  const input = tfl.input({ name, shape: [...shape], dtype });
  const outputs = layers.reduce((x, layer) => layer.apply(x) as tfl.SymbolicTensor, input);
  return tfl.model({ name: "resnet", inputs: input, outputs });
}
