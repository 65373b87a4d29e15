/** Which half of an operation: itself, or its gradient for the input or for the filter. */
export type Part = "forward" | "input gradient" | "filter gradient";

/** One piece of work that every backend does alike: plain data, which crosses process boundaries. */
export type Task =
  /** Forward, backward and Adam of four convolutions (3×3, relu; the maximum of 2×2 after each second), mean, dense. */
  | {
      readonly kind: "cnn";
      readonly batch: number;
      readonly size: number;
      readonly filters: readonly [number, number, number, number];
      readonly classes: number;
    }
  /**
   * Forward and backward of an inverted residual block of EfficientNet (Tan & Le 2019; MBConv with squeeze and
   * excitation): expand 1×1, depthwise, squeeze and excite, project 1×1, each convolution with batch norm.
   */
  | {
      readonly kind: "mbconv";
      readonly batch: number;
      readonly size: number;
      readonly channels: number;
      readonly expanded: number;
      readonly squeezed: number;
      readonly kernel: number;
    }
  /** A convolution, "same", NHWC [batch, size, size, channels] with filter [kernel, kernel, channels, filters]. */
  | {
      readonly kind: "conv";
      readonly part: Part;
      readonly batch: number;
      readonly size: number;
      readonly channels: number;
      readonly filters: number;
      readonly kernel: number;
      readonly stride: number;
    }
  /** A depthwise one, one output for each channel. */
  | {
      readonly kind: "depthwise";
      readonly part: Part;
      readonly batch: number;
      readonly size: number;
      readonly channels: number;
      readonly kernel: number;
      readonly stride: number;
    }
  /** [batch, m, k] · [batch, k, n], either one stored transposed. */
  | {
      readonly kind: "matmul";
      readonly batch: number;
      readonly m: number;
      readonly k: number;
      readonly n: number;
      readonly transposeA: boolean;
      readonly transposeB: boolean;
    }
  /** Over the last axis of [rows, columns]; `backward`: forward and the gradient for the input. */
  | {
      readonly kind: "softmax" | "layer norm";
      readonly backward: boolean;
      readonly rows: number;
      readonly columns: number;
    }
  /** Maxima of 2×2, stride 2. */
  | {
      readonly kind: "max pool";
      readonly backward: boolean;
      readonly batch: number;
      readonly size: number;
      readonly channels: number;
    }
  /** One Adam update of one weight of so many values. */
  | { readonly kind: "adam"; readonly values: number };

/** The convolution: [8, 56, 56, 64], 3×3, 64 → 64. */
export const CONVOLUTION = {
  kind: "conv",
  batch: 8,
  size: 56,
  channels: 64,
  filters: 64,
  kernel: 3,
  stride: 1,
} as const;
const POINTWISE = { kind: "conv", batch: 8, size: 28, channels: 40, filters: 240, kernel: 1, stride: 1 } as const;
const STRIDED = { kind: "conv", batch: 8, size: 112, channels: 3, filters: 32, kernel: 3, stride: 2 } as const;
const DEPTHWISE = { kind: "depthwise", batch: 8, size: 28, channels: 240, kernel: 5, stride: 1 } as const;
const PRODUCT = { kind: "matmul", batch: 32, m: 147, k: 64, n: 147, transposeA: false, transposeB: false } as const;

const cnn: Task = { kind: "cnn", batch: 8, size: 64, filters: [32, 32, 64, 64], classes: 10 };
const mbconv: Task = { kind: "mbconv", batch: 8, size: 28, channels: 40, expanded: 240, squeezed: 10, kernel: 5 };

/** The work that is measured, by name. */
export const tasks: Readonly<Record<string, Task>> = {
  "CNN training step": cnn,
  "MBConv forward and backward": mbconv,
  "filter gradient [8,56,56,64], 3×3": { ...CONVOLUTION, part: "filter gradient" },
  "convolution [8,56,56,64], 3×3": { ...CONVOLUTION, part: "forward" },
  "input gradient [8,56,56,64], 3×3": { ...CONVOLUTION, part: "input gradient" },
  "convolution [8,112,112,3], 3×3, stride 2": { ...STRIDED, part: "forward" },
  "filter gradient [8,112,112,3], 3×3, stride 2": { ...STRIDED, part: "filter gradient" },
  "input gradient [8,112,112,3], 3×3, stride 2": { ...STRIDED, part: "input gradient" },
  "convolution [8,28,28,40], 1×1 to 240": { ...POINTWISE, part: "forward" },
  "filter gradient [8,28,28,40], 1×1 to 240": { ...POINTWISE, part: "filter gradient" },
  "input gradient [8,28,28,40], 1×1 to 240": { ...POINTWISE, part: "input gradient" },
  "depthwise [8,28,28,240], 5×5": { ...DEPTHWISE, part: "forward" },
  "depthwise filter gradient [8,28,28,240], 5×5": { ...DEPTHWISE, part: "filter gradient" },
  "depthwise input gradient [8,28,28,240], 5×5": { ...DEPTHWISE, part: "input gradient" },
  "product 512 × 512 × 512": { ...PRODUCT, batch: 1, m: 512, k: 512, n: 512 },
  "products 32 × [147,64]·[64,147]": PRODUCT,
  "products 32 × [147,64]·[147,64]ᵀ": { ...PRODUCT, transposeB: true },
  "products 32 × [64,147]ᵀ·[64,147]": { ...PRODUCT, transposeA: true },
  "softmax [4704,147]": { kind: "softmax", backward: false, rows: 4704, columns: 147 },
  "softmax [4704,147] and gradient": { kind: "softmax", backward: true, rows: 4704, columns: 147 },
  "layer norm [2352,256]": { kind: "layer norm", backward: false, rows: 2352, columns: 256 },
  "layer norm [2352,256] and gradient": { kind: "layer norm", backward: true, rows: 2352, columns: 256 },
  "max pool [8,56,56,64]": { kind: "max pool", backward: false, batch: 8, size: 56, channels: 64 },
  "max pool [8,56,56,64] and gradient": { kind: "max pool", backward: true, batch: 8, size: 56, channels: 64 },
  "Adam, 1,000,000 values": { kind: "adam", values: 1_000_000 },
};

/** The three that issue bars are about, tiny: to see that everything works. */
export const quickTasks: Readonly<Record<string, Task>> = {
  "CNN training step": { kind: "cnn", batch: 2, size: 8, filters: [4, 4, 8, 8], classes: 3 },
  "MBConv forward and backward": { ...mbconv, batch: 1, size: 6, channels: 4, expanded: 8, squeezed: 2, kernel: 3 },
  "filter gradient [2,8,8,4], 3×3": {
    ...CONVOLUTION,
    part: "filter gradient",
    batch: 2,
    size: 8,
    channels: 4,
    filters: 4,
  },
};

/** Adam's settings in every training step. */
export const ADAM = { rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
