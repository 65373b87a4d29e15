"""ATTP in PyTorch on generated weights: what attp-peer.ts compares with. Written with torch 2.3.1, torchvision 0.18.1.

Run: python attp.py DIR '{"size": 72, "classes": 5, "dims": 8, "factors": 3}'
     with "trunk": {"width", "depth", "stem", "stages": [[expand, kernel, stride, channels, layers], ...], "top"}: an
     EfficientNet of that shape instead of B1; with "reference": "…/attp.py": the network of that file instead of this one's.
     fixtures/attp: the options of attp-peer.test.ts.
Writes DIR/weights.safetensors (a state dict) and DIR/io.safetensors: inputs; logits in evaluation; logits, loss, gradients
and the running statistics after a training call, in double precision; how far each gradient is off in single precision.
"""
import importlib.util
import json
import sys
from functools import partial

import torch
import torch.nn as nn
from safetensors.torch import save_file
from torchvision.models.efficientnet import EfficientNet, MBConvConfig, efficientnet_b1


def features(trunk):
    if trunk is None:
        return efficientnet_b1().features
    stages = [MBConvConfig(*stage[:3], *channels, stage[4], trunk["width"], trunk["depth"]) for stage, channels in
              zip(trunk["stages"], pairs([trunk["stem"]] + [stage[3] for stage in trunk["stages"]]))]
    return EfficientNet(stages, 0.0, last_channel=trunk["top"], norm_layer=partial(nn.BatchNorm2d)).features


def pairs(values):
    return list(zip(values, values[1:]))


def normalise(f):
    f = f.sign() * f.abs().sqrt()
    return f / f.norm(dim=-1, keepdim=True)


class ATTP(nn.Module):
    def __init__(self, classes, dims, factors, trunk=None):
        super().__init__()
        self.net_i, self.net_mv, self.net_r = (features(trunk) for _ in range(3))
        old = self.net_mv[0][0]
        self.net_mv[0][0] = nn.Conv2d(2, old.out_channels, old.kernel_size, old.stride, old.padding, bias=False)
        c = self.net_i[-1][0].out_channels
        self.u, self.v, self.w = (nn.Parameter(torch.randn(c, dims, factors) * c ** -0.5) for _ in range(3))
        self.head = nn.Linear(dims, classes)

    def forward(self, i_t, i_dt, mv, r):
        project = lambda x, factors: torch.einsum("bchw,cnd->bhwnd", x, factors)
        m, q = project(self.net_mv(mv), self.v), project(self.net_r(r), self.w)
        pool = lambda i: normalise((project(self.net_i(i), self.u) * m * q).sum((1, 2, 4)))
        return self.head(pool(i_t) + pool(i_dt))


def main(folder, options):
    torch.set_num_threads(1)
    torch.manual_seed(options.get("seed", 0))
    sizes = {key: options[key] for key in ("classes", "dims", "factors")}
    if "reference" in options:
        spec = importlib.util.spec_from_file_location("reference", options["reference"])
        reference = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(reference)
        net = reference.ATTP(**sizes)
    else:
        net = ATTP(**sizes, trunk=options.get("trunk"))
    with torch.no_grad():
        for name, value in net.state_dict().items():
            if name.endswith("running_mean"):
                value.normal_(0, 0.2)
            elif name.endswith("running_var"):
                value.uniform_(0.5, 1.5)
            elif name.endswith(("0.1.weight", "1.1.weight", "2.1.weight", "3.1.weight")):
                value.uniform_(0.8, 1.6)
        # Stochastic depth would draw other numbers.
        for module in net.modules():
            if type(module).__name__ == "StochasticDepth":
                module.p = 0.0
    weights = {k: v.clone().contiguous() for k, v in net.state_dict().items()}
    size, batch = options["size"], options.get("batch", 2)
    io = {"image": 3, "neighbour": 3, "motion": 2, "residual": 3}
    io = {name: torch.randn(batch, channels, size, size) for name, channels in io.items()}
    labels = torch.arange(batch) % options["classes"]

    def run(dtype):
        net.load_state_dict(weights)
        net.to(dtype)
        net.zero_grad()
        logits = net(*(x.to(dtype) for x in inputs))
        loss = nn.functional.cross_entropy(logits, labels)
        loss.backward()
        gradients = {name: parameter.grad.clone() for name, parameter in net.named_parameters()}
        return logits, loss, gradients, {k: v.clone() for k, v in net.state_dict().items() if "running" in k}

    inputs = list(io.values())
    with torch.no_grad():
        io["evaluation"] = net.eval()(*inputs)
    net.train()
    _, _, single, _ = run(torch.float32)
    logits, loss, double, after = run(torch.float64)
    io.update(training=logits, loss=loss.reshape(1))
    for name, gradient in double.items():
        io[f"grad/{name}"] = gradient
        io[f"rounding/{name}"] = (single[name].double() - gradient).abs().max().reshape(1)
    io.update({f"after/{k}": v for k, v in after.items()})
    save_file(weights, f"{folder}/weights.safetensors")
    save_file({k: v.detach().float().contiguous() for k, v in io.items()}, f"{folder}/io.safetensors")


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
