/** A graph model with one 1×1 convolution, 3 to 2 channels, as `tf.loadGraphModel` takes it. */
const type = { type: "DT_FLOAT" };
const text = (value) => ({ s: Buffer.from(value).toString("base64") });
const ones = { list: { i: ["1", "1", "1", "1"] } };
const dims = (...sizes) => ({ shape: { dim: sizes.map((size) => ({ size: String(size) })) } });

const nodes = [
  { name: "picture", op: "Placeholder", attr: { dtype: type, shape: dims(-1, -1, -1, 3) } },
  {
    name: "filter",
    op: "Const",
    attr: { dtype: type, value: { tensor: { dtype: "DT_FLOAT", tensorShape: dims(1, 1, 3, 2).shape } } },
  },
  {
    name: "mix",
    op: "Conv2D",
    input: ["picture", "filter"],
    attr: { T: type, strides: ones, dilations: ones, padding: text("SAME"), data_format: text("NHWC") },
  },
];

export const pointwise = {
  load: async () => ({
    modelTopology: { node: nodes, versions: {} },
    weightSpecs: [{ name: "filter", shape: [1, 1, 3, 2], dtype: "float32" }],
    weightData: new Float32Array(6).fill(1).buffer,
  }),
};
