import * as tf from "@tensorflow/tfjs-core";
import { batchNorm, bias, conv, depthwise, gelu, globalPool, layerNorm, linear, maxPool } from "./operations.js";

type Network = (x: tf.Tensor) => tf.Tensor;

/** ResNet-18 and ResNet-50 (He et al. 2016, Table 1; v1.5: the stride is in the 3×3 convolution). */
const resnet =
  (blocks: readonly number[], bottleneck: boolean): Network =>
  (image) => {
    let x = maxPool(tf.relu(batchNorm(conv(image, 64, 7, 2))), 3, 2);
    blocks.forEach((count, stage) => {
      const width = 64 * 2 ** stage;
      const outputs = bottleneck ? 4 * width : width;
      for (let block = 0; block < count; block++) {
        const stride = stage > 0 && block === 0 ? 2 : 1;
        const shortcut = x.shape[3] === outputs && stride === 1 ? x : batchNorm(conv(x, outputs, 1, stride));
        let y = bottleneck ? tf.relu(batchNorm(conv(x, width, 1))) : x;
        y = tf.relu(batchNorm(conv(y, width, 3, stride)));
        x = tf.relu(tf.add(batchNorm(conv(y, outputs, bottleneck ? 1 : 3)), shortcut));
      }
    });
    return linear(globalPool(x), 1000);
  };

/** ViT-B/16 (Dosovitskiy et al. 2021, Table 1). */
const vit: Network = (image) => {
  const [width, heads] = [768, 12];
  const patches = tf.reshape(bias(conv(image, width, 16, 16, true)), [1, -1, width]);
  let x = tf.add(tf.concat([tf.zeros([1, 1, width]), patches], 1), tf.zeros([1, 197, width]));
  const perHead = (y: tf.Tensor) => tf.transpose(tf.reshape(y, [1, 197, heads, width / heads]), [0, 2, 1, 3]);
  for (let block = 0; block < 12; block++) {
    const [q, k, v] = tf.split(linear(layerNorm(x), 3 * width), 3, -1).map(perHead);
    const weights = tf.softmax(tf.matMul(tf.mul(q!, 0.125), k!, false, true));
    const mixed = tf.reshape(tf.transpose(tf.matMul(weights, v!), [0, 2, 1, 3]), [1, 197, width]);
    x = tf.add(x, linear(mixed, width));
    x = tf.add(x, linear(gelu(linear(layerNorm(x), 4 * width)), width));
  }
  return linear(tf.reshape(tf.slice(layerNorm(x), [0, 0, 0], [1, 1, width]), [1, width]), 1000);
};

/** VGG-16 (Simonyan & Zisserman 2015, Table 1, column D). */
const vgg16: Network = (image) => {
  let x = image;
  for (const stage of [
    [64, 64],
    [128, 128],
    [256, 256, 256],
    [512, 512, 512],
    [512, 512, 512],
  ]) {
    for (const width of stage) x = tf.relu(bias(conv(x, width, 3)));
    x = maxPool(x, 2, 2);
  }
  const hidden = tf.relu(linear(tf.relu(linear(tf.reshape(x, [1, -1]), 4096)), 4096));
  return linear(hidden, 1000);
};

/** MobileNetV2 (Sandler et al. 2018, Table 2): expansion, channels, blocks, stride. */
const mobilenet: Network = (image) => {
  let x = tf.relu6(batchNorm(conv(image, 32, 3, 2)));
  const stages = [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
  ];
  for (const [expansion, width, count, first] of stages as [number, number, number, number][]) {
    for (let block = 0; block < count; block++) {
      const stride = block === 0 ? first : 1;
      let y = expansion === 1 ? x : tf.relu6(batchNorm(conv(x, x.shape[3]! * expansion, 1)));
      y = batchNorm(conv(tf.relu6(batchNorm(depthwise(y, 3, stride))), width, 1));
      x = stride === 1 && x.shape[3] === width ? tf.add(x, y) : y;
    }
  }
  return linear(globalPool(tf.relu6(batchNorm(conv(x, 1280, 1)))), 1000);
};

/** DenseNet-121 (Huang et al. 2017, Table 1), growth 32. */
const densenet: Network = (image) => {
  let x = maxPool(tf.relu(batchNorm(conv(image, 64, 7, 2))), 3, 2);
  [6, 12, 24, 16].forEach((count, stage) => {
    for (let layer = 0; layer < count; layer++) {
      const narrow = conv(tf.relu(batchNorm(x)), 128, 1);
      x = tf.concat([x, conv(tf.relu(batchNorm(narrow)), 32, 3)], 3);
    }
    if (stage === 3) return;
    x = tf.avgPool(conv(tf.relu(batchNorm(x)), x.shape[3]! / 2, 1) as tf.Tensor4D, 2, 2, "valid");
  });
  return linear(globalPool(tf.relu(batchNorm(x))), 1000);
};

/** ConvNeXt-T (Liu et al. 2022, Section 2). */
const convnext: Network = (image) => {
  let x = layerNorm(bias(conv(image, 96, 4, 4, true)));
  [3, 3, 9, 3].forEach((count, stage) => {
    if (stage > 0) x = bias(conv(layerNorm(x), x.shape[3]! * 2, 2, 2, true));
    const width = x.shape[3]!;
    for (let block = 0; block < count; block++) {
      const y = linear(gelu(linear(layerNorm(bias(depthwise(x, 7))), 4 * width)), width);
      x = tf.add(x, tf.mul(y, tf.zeros([width])));
    }
  });
  return linear(layerNorm(globalPool(x)), 1000);
};

/** ResNet3D-18 (Tran et al. 2018, Table 1, R3D). */
const r3d: Network = (clip) => {
  const conv3d = (
    x: tf.Tensor,
    filters: number,
    size: [number, number, number],
    stride: number | [number, number, number],
  ) => tf.conv3d(x as tf.Tensor5D, tf.zeros([...size, x.shape[4]!, filters]) as tf.Tensor5D, stride, "same");
  let x: tf.Tensor = tf.relu(batchNorm(conv3d(clip, 64, [3, 7, 7], [1, 2, 2])));
  for (let block = 0; block < 8; block++) {
    const width = 64 * 2 ** (block >> 1);
    const stride = block > 0 && block % 2 === 0 ? 2 : 1;
    const shortcut = stride === 1 ? x : batchNorm(conv3d(x, width, [1, 1, 1], stride));
    const y = tf.relu(batchNorm(conv3d(x, width, [3, 3, 3], stride)));
    x = tf.relu(tf.add(batchNorm(conv3d(y, width, [3, 3, 3], 1)), shortcut));
  }
  return linear(tf.mean(x, [1, 2, 3]), 400);
};

/** Networks as torchvision has them, by its names. */
export const torchvision: Readonly<Record<string, Network>> = {
  resnet18: resnet([2, 2, 2, 2], false),
  resnet50: resnet([3, 4, 6, 3], true),
  vit_b_16: vit,
  vgg16,
  mobilenet_v2: mobilenet,
  densenet121: densenet,
  convnext_tiny: convnext,
  r3d_18: r3d,
};
