"""Writes the .nir files of this folder and, beside each, what its network does: inputs and outputs of some steps as JSON.

Made with nir 1.0.8, snnTorch 1.0.0, numpy: python make-fixtures.py (in this folder). The simulations are float64 numpy:
Euler's method or the exact solution for constant input, the reset at once, edges that close a cycle one step late.
snnTorch's file comes with snnTorch's own outputs (reset to zero, reset_delay=False) and its dt of 1e-4.
"""

import json

import nir
import numpy as np

rng = np.random.default_rng(7)


def full(shape, low, high):
    return rng.uniform(low, high, size=shape).astype(np.float32)


def conv2d(x, w, b, stride, padding, dilation, groups):
    (c_out, c_in, kh, kw), (_, h, width) = w.shape, x.shape
    x = np.pad(x, [(0, 0), (padding[0],) * 2, (padding[1],) * 2])
    ho = (h + 2 * padding[0] - dilation[0] * (kh - 1) - 1) // stride[0] + 1
    wo = (width + 2 * padding[1] - dilation[1] * (kw - 1) - 1) // stride[1] + 1
    y = np.zeros((c_out, ho, wo))
    for o in range(c_out):
        first = o // (c_out // groups) * c_in
        for i in range(ho):
            for j in range(wo):
                rows = i * stride[0] + dilation[0] * np.arange(kh)
                columns = j * stride[1] + dilation[1] * np.arange(kw)
                y[o, i, j] = (x[first : first + c_in][:, rows][:, :, columns] * w[o]).sum() + b[o]
    return y


def sum_pool(x, kernel, stride, padding):
    ones = np.ones((x.shape[0], 1, *kernel))
    return conv2d(x, ones, np.zeros(x.shape[0]), stride, padding, (1, 1), x.shape[0])


class Simulation:
    """One node over time; float64."""

    def __init__(self, node, dt, method):
        self.node, self.dt, self.method = node, dt, method
        self.v, self.i, self.past = 0.0, 0.0, []

    def taken(self, tau):
        tau = tau.astype(np.float64)
        return self.dt / tau if self.method == "euler" else 1 - np.exp(-self.dt / tau)

    def __call__(self, x):
        n, dt = self.node, self.dt
        kind = type(n).__name__
        if kind in ("Input", "Output"):
            return x
        if kind in ("Affine", "Linear"):
            return n.weight.astype(np.float64) @ x + (n.bias if kind == "Affine" else 0)
        if kind == "Scale":
            return n.scale * x
        if kind == "Threshold":
            return (x > n.threshold).astype(np.float64)
        if kind == "Conv1d":
            pad = n.padding if not isinstance(n.padding, str) else {"valid": 0, "same": (n.weight.shape[2] - 1) // 2}[n.padding]
            x, w = x[:, None], n.weight[:, :, None]
            return conv2d(x, w, n.bias, (1, n.stride), (0, pad), (1, n.dilation), n.groups)[:, 0]
        if kind == "Conv2d":
            return conv2d(x, n.weight, n.bias, n.stride, n.padding, n.dilation, n.groups)
        if kind == "SumPool2d":
            return sum_pool(x, n.kernel_size, n.stride, n.padding)
        if kind == "AvgPool2d":
            return sum_pool(x, n.kernel_size, n.stride, n.padding) / np.prod(n.kernel_size)
        if kind == "Flatten":
            return x.reshape(n.output_type["output"])
        if kind == "Delay":
            steps = np.rint(n.delay / dt).astype(int)
            self.past.append(x)
            y = np.zeros_like(x)
            for index in np.ndindex(x.shape):
                at = len(self.past) - 1 - steps[index]
                y[index] = self.past[at][index] if at >= 0 else 0
            return y
        drive = x
        if kind.startswith("Cuba"):
            before, s = self.i, self.taken(n.tau_syn)
            self.i = before + s * (n.w_in * x - before)
            drive = self.i
        if kind in ("I", "IF"):
            self.v = self.v + dt * n.r * x
        elif self.method == "exponential" and kind.startswith("Cuba"):
            s, m = n.tau_syn.astype(np.float64), n.tau_mem.astype(np.float64)
            # Many small Euler steps of the membrane along the exact current: nothing but the equations.
            fine = 20000
            v, h = self.v + np.zeros(x.shape), dt / fine
            for k in range(fine):
                current = n.w_in * x + (before - n.w_in * x) * np.exp(-(k + 0.5) * h / s)
                v = v + h / m * (n.v_leak - v + n.r * current) * (1 - h / m / 2)
            self.v = v
        else:
            a = self.taken(n.tau if hasattr(n, "tau") else n.tau_mem)
            self.v = self.v + a * (n.v_leak - self.v + n.r * drive)
        if kind.endswith("F"):
            z = (self.v > n.v_threshold).astype(np.float64)
            self.v = np.where(z > 0, n.v_reset, self.v)
            return z
        return self.v


def simulate(graph, order, late, x, dt, method):
    """`order` names the nodes as they are computed; an edge in `late` carries the value of the step before."""
    nodes = {name: Simulation(node, dt, method) for name, node in graph.nodes.items()}
    values, outputs = {name: None for name in nodes}, []
    for row in x:
        previous, values = values, {}
        for name in order:
            parts = []
            for a, b in graph.edges:
                if b != name:
                    continue
                if (a, b) not in late:
                    parts.append(values[a])
                elif previous[a] is not None:
                    parts.append(previous[a])
                else:
                    parts.append(getattr(graph.nodes[a], "bias", np.zeros(1)))
            values[name] = nodes[name](sum(parts) if parts else row)
        outputs.append(values["output"])
    return np.array(outputs)


def save(name, graph, x, outputs, dt, method):
    nir.write(f"{name}.nir", graph, compression=None)
    rounded = lambda a: [float(f"{v:.7g}") for v in np.asarray(a, dtype=np.float64).ravel()]
    case = {
        "dt": dt,
        "method": method,
        "input": {"shape": list(np.shape(x)), "data": rounded(x)},
        "output": {"shape": list(np.shape(outputs)), "data": rounded(outputs)},
    }
    with open(f"{name}.json", "w") as f:
        json.dump(case, f)
        f.write("\n")
    print(name, np.shape(outputs), "mean", np.mean(outputs))


def chain(name, nodes, x, dt=1e-3, method="euler"):
    graph = nir.NIRGraph.from_list(*nodes)
    order = list(graph.nodes)
    save(name, graph, x, simulate(graph, order, set(), x, dt, method), dt, method)


def current(steps, shape, high=1.0):
    return rng.uniform(0, high, size=(steps, *shape)).astype(np.float32)


def lif(shape):
    return nir.LIF(full(shape, 0.005, 0.03), full(shape, 1, 3), full(shape, -0.1, 0.1), full(shape, 0.3, 0.6), full(shape, -0.2, 0))


def cuba(shape):
    return nir.CubaLIF(
        full(shape, 0.003, 0.006), full(shape, 0.008, 0.02), full(shape, 2, 4), full(shape, -0.1, 0.1),
        full(shape, 0.2, 0.4), full(shape, -0.1, 0), full(shape, 0.8, 1.2),
    )  # fmt: skip


def convolutional():
    chain(
        "convolutional",
        [
            nir.Input(np.array([2, 8, 7])),
            nir.Conv2d((8, 7), full((4, 2, 3, 3), -0.5, 0.5), (2, 1), (1, 1), (1, 1), 1, full((4,), -0.1, 0.3)),
            lif((4, 4, 7)),
            nir.SumPool2d(np.array([2, 2]), np.array([2, 2]), np.array([0, 1])),
            nir.Conv2d((2, 4), full((6, 4, 2, 2), -0.4, 0.6), (1, 1), (1, 0), (1, 2), 1, np.zeros(6, np.float32)),
            nir.IF(full((6, 3, 2), 300, 600), full((6, 3, 2), 0.4, 0.8), np.zeros((6, 3, 2), np.float32)),
            nir.AvgPool2d(np.array([2, 2]), np.array([1, 1]), np.array([0, 0])),
            nir.Flatten({"input": np.array([6, 2, 1])}, 0, -1),
            nir.Affine(full((3, 12), -0.6, 0.8), full((3,), -0.1, 0.1)),
            nir.LI(full((3,), 0.01, 0.02), full((3,), 1, 2), full((3,), -0.2, 0.2)),
        ],
        current(12, (2, 8, 7)),
    )


def one_dimensional():
    chain(
        "one-dimensional",
        [
            nir.Input(np.array([2, 9])),
            nir.Conv1d(9, full((4, 2, 3), -0.5, 0.7), 2, 1, 1, 1, full((4,), -0.1, 0.2)),
            nir.Threshold(full((4, 5), 0.1, 0.4)),
            nir.Conv1d(5, full((4, 4, 3), -0.5, 0.7), 1, "same", 1, 1, full((4,), -0.1, 0.2)),
            nir.Scale(full((4, 5), -1, 2)),
            nir.Delay(rng.integers(0, 4, size=(4, 5)) * 1e-3),
            nir.Flatten({"input": np.array([4, 5])}, 0, 1),
            nir.Linear(full((3, 20), -0.5, 0.5)),
            nir.I(full((3,), 50, 100)),
        ],
        current(10, (2, 9)),
    )


def cuba_chain(name, method):
    chain(
        name,
        [
            nir.Input(np.array([3])),
            nir.Affine(full((5, 3), -0.5, 1), full((5,), 0, 0.2)),
            cuba((5,)),
            nir.Linear(full((2, 5), -0.5, 1)),
            nir.CubaLI(full((2,), 0.004, 0.005), full((2,), 0.005, 0.01), full((2,), 1, 2), full((2,), -0.2, 0.2), full((2,), 1, 2)),
        ],
        current(12, (3,), 2),
        2e-3,
        method,
    )


def recurrent():
    graph = nir.NIRGraph(
        nodes={
            "input": nir.Input(np.array([3])),
            "affine": nir.Affine(full((4, 3), 0, 1), full((4,), 0, 0.2)),
            "hidden": cuba((4,)),
            "recurrent": nir.Affine(full((4, 4), -0.8, 0.8), full((4,), -0.1, 0.1)),
            "readout": nir.Linear(full((2, 4), -1, 1)),
            "li": nir.LI(full((2,), 0.01, 0.02), full((2,), 1, 2), np.zeros(2, np.float32)),
            "output": nir.Output(np.array([2])),
        },
        edges=[
            ("input", "affine"),
            ("affine", "hidden"),
            ("hidden", "recurrent"),
            ("recurrent", "hidden"),
            ("hidden", "readout"),
            ("readout", "li"),
            ("li", "output"),
        ],
    )
    graph.metadata = {"made": "by hand", "seed": 7}
    x = current(15, (3,), 2)
    order = ["input", "affine", "hidden", "recurrent", "readout", "li", "output"]
    late = {("recurrent", "hidden")}
    save("recurrent", graph, x, simulate(graph, order, late, x, 1e-3, "euler"), 1e-3, "euler")


def nested():
    """A graph in a graph: a LIF that inhibits itself through a delay of three steps, and a skip connection."""
    inner = nir.NIRGraph(
        nodes={
            "in": nir.Input(np.array([3])),
            "lif": lif((3,)),
            "delay": nir.Delay(np.full(3, 3e-3)),
            "inhibit": nir.Linear(-0.7 * np.eye(3, dtype=np.float32)),
            "out": nir.Output(np.array([3])),
        },
        edges=[("in", "lif"), ("lif", "delay"), ("delay", "inhibit"), ("inhibit", "lif"), ("lif", "out")],
    )
    graph = nir.NIRGraph(
        nodes={"input": nir.Input(np.array([3])), "inner": inner, "scale": nir.Scale(full((3,), 0.1, 0.2)), "output": nir.Output(np.array([3]))},
        edges=[("input", "inner"), ("inner", "output"), ("input", "scale"), ("scale", "output")],
    )
    x = current(20, (3,), 2)
    neuron = Simulation(inner.nodes["lif"], 1e-3, "euler")
    spikes, outputs = [], []
    for t, row in enumerate(x):
        back = spikes[t - 3] if t >= 3 else np.zeros(3)
        spikes.append(neuron(row - np.float64(np.float32(0.7)) * back))
        outputs.append(spikes[-1] + graph.nodes["scale"].scale * row)
    save("nested", graph, x, np.array(outputs), 1e-3, "euler")


def snntorch_network():
    import snntorch as snn
    import torch
    from snntorch.export_nir import export_to_nir

    torch.manual_seed(0)
    neuron = dict(init_hidden=True, reset_mechanism="zero", reset_delay=False)
    net = torch.nn.Sequential(
        torch.nn.Linear(4, 6),
        snn.Leaky(beta=torch.linspace(0.7, 0.95, 6), threshold=torch.full((6,), 1.5), **neuron),
        torch.nn.Linear(6, 3),
        snn.Leaky(beta=torch.full((3,), 0.8), threshold=torch.full((3,), 1.2), output=True, **neuron),
    )
    with torch.no_grad():
        net[2].weight.abs_()
    graph = export_to_nir(net, torch.randn(1, 4), ignore_dims=[0])
    x = current(20, (4,), 2)
    for layer in (net[1], net[3]):
        layer.reset_mem()
    with torch.no_grad():
        spikes = np.array([net(torch.from_numpy(row)[None])[0][0].numpy() for row in x])
    save("snntorch", graph, x, spikes, 1e-4, "euler")


convolutional()
one_dimensional()
cuba_chain("cuba", "euler")
cuba_chain("cuba-exponential", "exponential")
recurrent()
nested()
snntorch_network()
