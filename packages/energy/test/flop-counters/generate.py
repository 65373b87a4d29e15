"""Writes flop-counters.json: what fvcore, ptflops and PyTorch's own counter say of networks.

    pip install torch==2.3.1 torchvision==0.18.1 fvcore==0.1.5.post20221221 ptflops==0.7.5
    python generate.py flop-counters.json [NETWORK …]

Networks are torchvision's, and small ones written here for what those have not: recurrent layers, transposed, grouped and
dilated convolutions, einsum, attention of products. Batch 1, inference, random weights.
"""
import json
import logging
import sys

import fvcore
import fvcore.nn
import ptflops
import torch
import torchvision
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

logging.disable(logging.WARNING)


class Recurrent(nn.Module):
    """LSTM 24 -> 32, GRU 32 -> 16, over 10 steps, and a linear map of the last."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(24, 32, batch_first=True)
        self.gru = nn.GRU(32, 16, batch_first=True)
        self.head = nn.Linear(16, 5)

    def forward(self, x):
        return self.head(self.gru(self.lstm(x)[0])[0][:, -1])


class Mixed(nn.Module):
    """Grouped, dilated, transposed, one-dimensional convolutions; PReLU, ELU, GELU, leaky ReLU."""

    def __init__(self):
        super().__init__()
        self.grouped = nn.Conv2d(8, 12, 3, padding=1, groups=4)
        self.dilated = nn.Conv2d(12, 6, 3, padding=2, dilation=2, bias=False)
        self.up = nn.ConvTranspose2d(6, 10, 4, stride=2, padding=1)
        self.line = nn.Conv1d(10, 7, 5, stride=3)
        self.acts = nn.ModuleList([nn.PReLU(), nn.ELU(), nn.LeakyReLU(), nn.GELU()])

    def forward(self, x):
        prelu, elu, leaky, gelu = self.acts
        x = leaky(self.up(elu(self.dilated(prelu(self.grouped(x))))))
        return gelu(self.line(x.flatten(2)))


class Products(nn.Module):
    """Attention of products, and einsum."""

    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(32, 96)
        self.out = nn.Linear(32, 32)
        self.mix = nn.Parameter(torch.zeros(4, 8, 8))

    def forward(self, x):
        q, k, v = self.qkv(x).reshape(1, 20, 3, 4, 8).permute(2, 0, 3, 1, 4)
        weights = torch.softmax(torch.matmul(q * 8**-0.5, k.transpose(-2, -1)), -1)
        heads = torch.einsum("bhnd,hde->bhne", torch.matmul(weights, v), self.mix)
        return self.out(heads.permute(0, 2, 1, 3).reshape(1, 20, 32))


class Fused(nn.Module):
    """Attention by PyTorch's function, between linear maps."""

    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(32, 96)
        self.out = nn.Linear(32, 32)

    def forward(self, x):
        q, k, v = self.qkv(x).reshape(1, 20, 3, 4, 8).permute(2, 0, 3, 1, 4)
        heads = nn.functional.scaled_dot_product_attention(q, k, v)
        return self.out(heads.permute(0, 2, 1, 3).reshape(1, 20, 32))


NETWORKS = {
    **{name: (getattr(torchvision.models, name), (3, size, size)) for name, size in [
        ("resnet18", 224), ("resnet50", 224), ("efficientnet_b0", 224), ("efficientnet_b1", 240), ("vit_b_16", 224),
        ("vgg16", 224), ("mobilenet_v2", 224), ("densenet121", 224), ("convnext_tiny", 224),
        ("swin_t", 224),
    ]},
    "r3d_18": (torchvision.models.video.r3d_18, (3, 16, 112, 112)),
    "recurrent": (Recurrent, (10, 24)),
    "mixed": (Mixed, (8, 14, 18)),
    "products": (Products, (20, 32)),
    "fused": (Fused, (20, 32)),
}


# Of these a training step is counted too: the gradient of the sum of the outputs for every weight. (Gradients of grouped
# convolutions PyTorch's counter takes for those of ungrouped ones, so networks with depthwise convolutions are not here.)
TRAINED = ["resnet18"]


def count_training(build, shape):
    model = build().train()
    counter = FlopCounterMode(display=False)
    with counter:
        model(torch.zeros(2, *shape)).sum().backward()
    return counter.get_total_flops()


def count(build, shape):
    torch.manual_seed(0)
    model = build().eval()
    x = torch.zeros(1, *shape)
    with torch.no_grad():
        counter = FlopCounterMode(display=False)
        with counter:
            model(x)
        torch_flops = counter.get_total_flops()
        macs, _ = ptflops.get_model_complexity_info(
            model, shape, as_strings=False, print_per_layer_stat=False, backend="pytorch")
    fv = fvcore.nn.FlopCountAnalysis(build().eval(), x).unsupported_ops_warnings(False).uncalled_modules_warnings(False)
    activations = fvcore.nn.ActivationCountAnalysis(build().eval(), x).unsupported_ops_warnings(False)
    return {
        "input": [1, *shape],
        "parameters": sum(p.numel() for p in model.parameters()),
        "torch": torch_flops,
        "ptflops": macs,
        "fvcore": fv.total(),
        "fvcoreBy": dict(fv.by_operator()),
        "fvcoreActivations": activations.total(),
    }


only = sys.argv[2:]
counted = {name: count(*network) for name, network in NETWORKS.items() if not only or name in only}
for name in (name for name in TRAINED if name in counted):
    counted[name]["torchTraining"] = count_training(*NETWORKS[name])
versions = {"torch": torch.__version__, "torchvision": torchvision.__version__, "fvcore": fvcore.__version__, "ptflops": "0.7.5"}
with open(sys.argv[1], "w") as file:
    json.dump({"versions": versions, "networks": counted}, file, indent=2)
    file.write("\n")
