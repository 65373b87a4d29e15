"""Numbers of torchvision's and timm's picture networks that the networks here are compared with.

picture_networks.py fixtures FOLDER         small networks: weights, outputs, gradients (what is in test/fixtures)
picture_networks.py whole FOLDER NAME…      whole networks with random weights and running statistics: state dict, logits;
                                            a name is "torchvision/resnet18@224" or "timm/vit_base_patch16_224@224"

Made with torch 2.3.1, torchvision 0.18.1, timm 1.0.9, safetensors 0.4 on the CPU. Nothing is downloaded.
"""
import json
import sys
from functools import partial

import numpy as np
import timm
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision.models as tv
from safetensors.torch import save_file
from timm.models._efficientnet_builder import decode_arch_def, round_channels
from timm.models.efficientnet import EfficientNet as TimmEfficientNet
from timm.models.vision_transformer import VisionTransformer as TimmVit
from torchvision.models.efficientnet import EfficientNet, MBConvConfig
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet
from torchvision.models.vision_transformer import VisionTransformer

BATCH, SIZE, CLASSES = 4, 33, 5


def numbers(count, seed):
    """The same pseudo-random numbers in [-1, 1) as `numbers` in pytorch.ts."""
    mask = 0xFFFFFFFF
    x = np.arange(count, dtype=np.uint64) ^ np.uint64((seed * 0x9E3779B9) & mask)
    x = (x * np.uint64(0x85EBCA6B)) & np.uint64(mask)
    x = ((x ^ (x >> np.uint64(13))) * np.uint64(0xC2B2AE35)) & np.uint64(mask)
    x = x ^ (x >> np.uint64(16))
    return (x.astype(np.float64) / 2**31 - 1).astype(np.float32)


def pictures(batch, size, channels=3):
    values = numbers(batch * size * size * channels, 1).reshape(batch, size, size, channels)
    return torch.from_numpy(values).permute(0, 3, 1, 2).contiguous()


def randomise(model, half):
    """Every weight and running statistic random, so that none hides behind zeros and ones."""
    with torch.no_grad():
        for name, value in model.state_dict().items():
            if not value.is_floating_point():
                continue
            if name.endswith("running_var"):
                fresh = 0.5 + torch.rand_like(value)
            elif value.dim() < 2:
                centre = 1.0 if name.endswith("weight") else 0.0
                fresh = centre + 0.2 * torch.randn_like(value)
            elif value.dim() == 4:
                fresh = torch.randn_like(value) * (2 / value[0].numel()) ** 0.5
            else:
                fresh = torch.randn_like(value) * value.shape[-1] ** -0.5
            value.copy_(fresh.half().float() if half else fresh)
    return model


class SmallResNet(ResNet):
    """torchvision's with other widths."""

    def __init__(self, block, layers, width, classes):
        super().__init__(block, layers, num_classes=classes)
        self.inplanes = width
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        for k, blocks in enumerate(layers):
            stage = self._make_layer(block, width * 2**k, blocks, stride=1 if k == 0 else 2)
            setattr(self, f"layer{k + 1}", stage)
        self.fc = nn.Linear(width * 8 * block.expansion, classes)


class DenseBlock(nn.Module):
    """Residual dense block (Wang et al. 2018, ESRGAN): five convolutions, each on all before it."""

    def __init__(self, nf, gc):
        super().__init__()
        outs = [gc] * 4 + [nf]
        self.convs = nn.ModuleList(nn.Conv2d(nf + i * gc, out, 3, padding=1) for i, out in enumerate(outs))

    def forward(self, x):
        maps = [x]
        for conv in self.convs[:-1]:
            maps.append(F.leaky_relu(conv(torch.cat(maps, 1)), 0.2))
        return x + 0.2 * self.convs[-1](torch.cat(maps, 1))


class Rrdb(nn.Module):
    """Residual-in-residual dense block: three dense blocks."""

    def __init__(self, nf, gc):
        super().__init__()
        self.blocks = nn.ModuleList(DenseBlock(nf, gc) for _ in range(3))

    def forward(self, x):
        y = x
        for block in self.blocks:
            y = block(y)
        return x + 0.2 * y


def efficientnet(norm=None):
    stages = [(1, 3, 1, 8, 8, 1), (2, 5, 2, 8, 16, 2), (3, 3, 2, 16, 16, 1)]
    rows = [MBConvConfig(*stage, width_mult=1.0, depth_mult=1.0) for stage in stages]
    return EfficientNet(rows, dropout=0, stochastic_depth_prob=0, num_classes=CLASSES, last_channel=24, norm_layer=norm)


def timm_efficientnet(norm=None):
    rows = [["ds_r1_k3_s1_e1_c8_se0.25"], ["ir_r2_k5_s2_e2_c16_se0.25"], ["ir_r1_k3_s2_e3_c16_se0.25"]]
    return TimmEfficientNet(
        decode_arch_def(rows),
        num_classes=CLASSES,
        num_features=24,
        stem_size=8,
        round_chs_fn=partial(round_channels, multiplier=1.0),
        act_layer=nn.SiLU,
        norm_layer=norm or nn.BatchNorm2d,
    )


VIT = dict(image_size=24, patch_size=8, num_layers=2, num_heads=2, hidden_dim=12, mlp_dim=24, num_classes=CLASSES)


def timm_vit():
    return TimmVit(img_size=24, patch_size=8, depth=2, num_heads=2, embed_dim=12, mlp_ratio=2, num_classes=CLASSES)


LARGE = partial(nn.BatchNorm2d, eps=1e-3, momentum=0.01)
SMALL = {
    # name: (torchvision's network, timm's with the same weights in the same order, side of the input)
    "efficientnet": (efficientnet, timm_efficientnet, SIZE),
    "efficientnet-large": (partial(efficientnet, LARGE), partial(timm_efficientnet, LARGE), 24),
    "resnet-basic": (partial(SmallResNet, BasicBlock, [2, 1, 1, 1], 2, CLASSES), None, 48),
    "resnet-bottleneck": (partial(SmallResNet, Bottleneck, [1, 1, 1, 1], 2, CLASSES), None, 50),
    "vit": (partial(VisionTransformer, **VIT), timm_vit, 24),
}


def gradients(model, x):
    """Loss, and gradients, of one training step; moves running statistics."""
    model.train()
    loss = F.cross_entropy(model(x), torch.arange(len(x)) % CLASSES)
    loss.backward()
    made = {f"gradient/{name}": p.grad for name, p in model.named_parameters()}
    moved = {f"moved/{name}": b for name, b in model.named_buffers() if "running" in name}
    return {"loss": loss.detach(), **made, **moved}


def fixture(name):
    make, make_timm, size = SMALL[name]
    model = randomise(make(), half=True).eval()
    state = {f"state/{key}": value.half() if value.is_floating_point() else value for key, value in model.state_dict().items()}
    x = pictures(BATCH, size)
    with torch.inference_mode():
        logits = model(x)
    metadata = {"size": str(size)}
    if make_timm is not None:
        twin = make_timm().eval()
        pairs = dict(zip(model.state_dict(), twin.state_dict()))
        if name == "vit":  # the class token and the position encodings come in another order
            pairs = dict(zip(sorted(model.state_dict(), key=vit_order), twin.state_dict()))
        twin.load_state_dict({there: model.state_dict()[here] for here, there in pairs.items()})
        with torch.inference_mode():
            assert (twin(x) - logits).abs().max() < 1e-5 * logits.abs().max()
        metadata["timm"] = json.dumps(pairs)
    made = {**state, "logits": logits.clone(), **gradients(model, x)}
    kept = {key: value for key, value in made.items() if name != "efficientnet-large" or not key.startswith("gradient/")}
    return kept, metadata


def vit_order(name):
    first = ["class_token", "encoder.pos_embedding", "conv_proj.weight", "conv_proj.bias"]
    return (first.index(name), "") if name in first else (4, "")


def rrdb_fixture():
    model = randomise(Rrdb(4, 2), half=True)
    x = torch.from_numpy(numbers(2 * 6 * 5 * 4, 1).reshape(2, 6, 5, 4)).permute(0, 3, 1, 2).contiguous().requires_grad_()
    cotangent = torch.from_numpy(numbers(2 * 6 * 5 * 4, 2).reshape(2, 6, 5, 4)).permute(0, 3, 1, 2)
    y = model(x)
    (y * cotangent).sum().backward()
    state = {f"state/{name}": value.half() for name, value in model.state_dict().items()}
    made = {f"gradient/{name}": p.grad for name, p in model.named_parameters()}
    return {**state, **made, "output": y.detach(), "input gradient": x.grad}, {}


def write_fixtures(folder):
    for k, name in enumerate([*SMALL, "rrdb"]):
        torch.manual_seed(k)
        tensors, metadata = rrdb_fixture() if name == "rrdb" else fixture(name)
        save_file({key: value.contiguous() for key, value in tensors.items()}, f"{folder}/{name}.safetensors", metadata)


def write_whole(folder, *names):
    for name in names:
        network, _, size = name.partition("@")
        library, _, which = network.partition("/")
        tensors, metadata = whole(library, which, int(size))
        save_file(tensors, f"{folder}/{library}-{which}@{size}.safetensors", metadata)


def whole(library, which, size):
    torch.manual_seed(0)
    model = timm.create_model(which) if library == "timm" else getattr(tv, which)()
    randomise(model, half=False)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = 0.7  # most of the running statistics from pictures, as in a trained network; some at random
    with torch.inference_mode():
        model.train()(torch.randn(2, 3, 96, 96) if "vit" not in which else pictures(1, size))
        logits = model.eval()(pictures(1, size))
    state = {f"state/{key}": value.contiguous() for key, value in model.state_dict().items()}
    trained = sum(p.numel() for p in model.parameters())
    return {**state, "logits": logits.clone()}, {"parameters": str(trained)}


{"fixtures": write_fixtures, "whole": write_whole}[sys.argv[1]](*sys.argv[2:])
