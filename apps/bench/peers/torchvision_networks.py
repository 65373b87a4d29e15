"""torchvision's picture networks, without dropout and stochastic depth, from the fields of our configs."""
from functools import partial

import torch.nn as nn
from torchvision.models.efficientnet import EfficientNet, MBConvConfig
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet
from torchvision.models.vision_transformer import VisionTransformer


def norm(config):
    return partial(nn.BatchNorm2d, eps=config["bnEpsilon"], momentum=config["bnMomentum"])


def efficientnet(config):
    inputs, rows = config["stem"], []
    for row in config["stages"]:
        sizes = (row["expand"], row["kernel"], row["stride"], inputs, row["channels"], row["layers"])
        rows.append(MBConvConfig(*sizes, width_mult=config["width"], depth_mult=config["depth"]))
        inputs = row["channels"]
    return EfficientNet(rows, 0.0, 0.0, config["classes"], norm(config), config["top"])


def resnet(config):
    block = BasicBlock if config["block"] == "basic" else Bottleneck
    per_group = config["widthPerGroup"]
    return ResNet(block, config["layers"], config["classes"], width_per_group=per_group, norm_layer=norm(config))


def vit(config):
    d, hidden = config["d"], round(config["mlpRatio"] * config["d"])
    sizes = (config["size"], config["patch"], config["depth"], config["heads"], d, hidden)
    return VisionTransformer(*sizes, num_classes=config["classes"])


NETWORKS = {"efficientnet": efficientnet, "resnet": resnet, "vit": vit}
