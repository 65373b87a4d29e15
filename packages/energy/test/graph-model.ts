import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import { io } from "@tensorflow/tfjs-core";

/** Nodes as TensorFlow's frozen graphs have them. */
type Attributes = Readonly<Record<string, unknown>>;
interface Node {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Attributes;
}

const FLOAT = { type: "DT_FLOAT" };
const INT = { type: "DT_INT32" };
const ints = (...values: number[]) => ({ list: { i: values.map(String) } });
const text = (value: string) => ({ s: Buffer.from(value).toString("base64") });
const dims = (shape: readonly number[]) => ({ shape: { dim: shape.map((size) => ({ size: String(size) })) } });

/** A small network as a frozen graph: conv (fused bias and relu), pool, a branch, a linear map, softmax; 8×8 RGB to 5 classes. */
export async function smallGraphModel(): Promise<GraphModel> {
  const weights: Record<string, readonly number[]> = {
    "net/conv/kernel": [3, 3, 3, 4],
    "net/conv/bias": [4],
    "net/depth/kernel": [3, 3, 4, 1],
    "net/head/kernel": [64, 5],
  };
  const constants: Node[] = Object.entries(weights).map(([name, shape]) => ({
    name,
    op: "Const",
    attr: { dtype: FLOAT, value: { tensor: { dtype: "DT_FLOAT", tensorShape: dims(shape).shape } } },
  }));
  const shape: Node = {
    name: "net/flat/shape",
    op: "Const",
    attr: { dtype: INT, value: { tensor: { dtype: "DT_INT32", tensorShape: dims([2]).shape } } },
  };
  const window = {
    T: FLOAT,
    strides: ints(1, 1, 1, 1),
    padding: text("SAME"),
    dataFormat: text("NHWC"),
    data_format: text("NHWC"),
  };
  const nodes: Node[] = [
    { name: "picture", op: "Placeholder", attr: { dtype: FLOAT, shape: dims([-1, 8, 8, 3]) } },
    ...constants,
    shape,
    {
      name: "net/conv/Relu",
      op: "_FusedConv2D",
      input: ["picture", "net/conv/kernel", "net/conv/bias"],
      attr: {
        ...window,
        dilations: ints(1, 1, 1, 1),
        num_args: { i: "1" },
        fused_ops: { list: { s: [text("BiasAdd").s, text("Relu").s] } },
        epsilon: { f: 0 },
      },
    },
    {
      name: "net/depth/depthwise",
      op: "DepthwiseConv2dNative",
      input: ["net/conv/Relu", "net/depth/kernel"],
      attr: { ...window, dilations: ints(1, 1, 1, 1) },
    },
    { name: "net/add", op: "AddV2", input: ["net/depth/depthwise", "net/conv/Relu"], attr: { T: FLOAT } },
    {
      name: "net/pool",
      op: "MaxPool",
      input: ["net/add"],
      attr: { ...window, strides: ints(1, 2, 2, 1), ksize: ints(1, 2, 2, 1) },
    },
    { name: "net/flat", op: "Reshape", input: ["net/pool", "net/flat/shape"], attr: { T: FLOAT, Tshape: INT } },
    {
      name: "net/head/MatMul",
      op: "MatMul",
      input: ["net/flat", "net/head/kernel"],
      attr: { T: FLOAT, transpose_a: { b: false }, transpose_b: { b: false } },
    },
    { name: "scores", op: "Softmax", input: ["net/head/MatMul"], attr: { T: FLOAT } },
    { name: "Identity", op: "Identity", input: ["scores"], attr: { T: FLOAT } },
  ];
  const sizes = Object.entries(weights).map(([name, extents]) => ({
    name,
    shape: [...extents],
    dtype: "float32" as const,
  }));
  const count = sizes.reduce((sum, { shape: extents }) => sum + extents.reduce((a, b) => a * b, 1), 0);
  const data = new ArrayBuffer(4 * count + 8);
  new Int32Array(data, 4 * count).set([-1, 64]);
  return loadGraphModel(
    io.fromMemory({
      modelTopology: { node: nodes, library: {}, versions: {} },
      weightSpecs: [...sizes, { name: "net/flat/shape", shape: [2], dtype: "int32" }],
      weightData: data,
    }),
  );
}
