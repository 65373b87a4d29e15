"""Golden numbers of settings of STM-Net, by the PyTorch network that a file has (a class STMNet).

Run: python stm-net-settings.py FILE FOLDER < settings.json

settings.json is a list of {"name", "config", "steps", "batch", "triplet", "seed"}; each gets a folder FOLDER/name with
weights, io and gradients (safetensors, PyTorch's names) and meta.json. Thresholds and leaks are moved from their defaults,
and the seed is moved on until no membrane potential is within 3e-5 of its threshold: there another backend's rounding
could decide a spike. torch 2.3.1, safetensors 0.4.
"""
import importlib.util
import json
import os
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

sys.dont_write_bytecode = True
torch.set_num_threads(1)
spec = importlib.util.spec_from_file_location("reference", sys.argv[1])
reference = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reference)


def network(config, seed):
    torch.manual_seed(seed)
    net = reference.STMNet(**config)
    with torch.no_grad():
        for name, p in net.named_parameters():
            if name in ("position", "time"):
                p.normal_(0, 0.5)
            elif name.endswith("threshold"):
                p.fill_(0.3 + 0.4 * torch.rand(()).item())
            elif name.endswith("leak"):
                p.fill_(0.6 + 0.35 * torch.rand(()).item())
            elif "stm" in name:
                p.mul_(2.5)
    return net


def golden(folder, config, steps, batch, triplet, seed):
    while True:
        net = network(config, seed)
        s = config["size"]
        i, mv, r = torch.randn(batch, 3, s, s), torch.randn(batch, steps, 2, s, s), torch.randn(batch, steps, 3, s, s)
        margins = []
        watch = lambda layer, _, out: margins.append((out[1] - layer.threshold).abs().min().item())
        hooks = [m.register_forward_hook(watch) for m in net.modules() if isinstance(m, reference.ConvLIF)]
        logits = net(i, mv, r, triplet=triplet)
        for hook in hooks:
            hook.remove()
        if min(margins) > 3e-5:
            break
        seed += 1
    labels = torch.arange(batch) % logits.shape[1]
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    os.makedirs(folder)
    stm_mv = net.stm_mv(mv)
    arrays = dict(i=i, mv=mv, r=r, logits=logits, labels=labels, stm_mv=stm_mv, loss=loss.reshape(1))
    files = {
        "weights": net.state_dict(),
        "io": arrays,
        "gradients": {k: p.grad for k, p in net.named_parameters()},
    }
    for name, tensors in files.items():
        save_file({k: v.detach().contiguous() for k, v in tensors.items()}, f"{folder}/{name}.safetensors")
    with open(f"{folder}/meta.json", "w") as file:
        json.dump(dict(config=config, steps=steps, batch=batch, triplet=triplet, seed=seed), file)


for setting in json.load(sys.stdin):
    golden(os.path.join(sys.argv[2], setting.pop("name")), **setting)
