"""Answers one JSON request per line on standard input with one JSON line: {"ok": ...} or {"error": "..."}.

{"do": "load", "network": "stm-net", "config": {...}, "batch": 8, "threads": 1}  -> {"parameters", "torch"}; the config is
    STMNet's arguments and "steps", or that of a picture network of ours ("efficientnet", "resnet", "vit")
{"do": "forward"}  -> {"seconds", "cpuSeconds"}: one batch, no gradient
{"do": "train"}    -> {"seconds", "cpuSeconds"}: forward, cross-entropy, backward and one Adam update
{"do": "memory"}   -> {"peakBytes"}: the largest resident size so far
"""
import json
import resource
import sys
import time

import torch
import torch.nn.functional as F

model = inputs = labels = optimizer = None


def load(network, config, batch, threads):
    global model, inputs, labels, optimizer
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    s = config["size"]
    if network == "stm-net":
        from stm_net import STMNet

        steps = config.pop("steps")
        model = STMNet(**config)
        triplet = torch.arange(batch) % config.get("triplets", 8)
        streams = (torch.randn(batch, 3, s, s), torch.randn(batch, steps, 2, s, s), torch.randn(batch, steps, 3, s, s))
        inputs = (*streams, triplet)
    else:
        from torchvision_networks import NETWORKS

        model = NETWORKS[network](config)
        inputs = (torch.randn(batch, 3, s, s),)
    labels = torch.arange(batch) % config["classes"]
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    return {"parameters": sum(p.numel() for p in model.parameters()), "torch": torch.__version__}


def forward():
    model.eval()
    with torch.inference_mode():
        model(*inputs).sum().item()


def train():
    model.train()
    optimizer.zero_grad()
    loss = F.cross_entropy(model(*inputs), labels)
    loss.backward()
    optimizer.step()
    loss.item()


def timed(work):
    def run():
        start, cpu = time.perf_counter(), time.process_time()
        work()
        return {"seconds": time.perf_counter() - start, "cpuSeconds": time.process_time() - cpu}

    return run


def memory():
    unit = 1 if sys.platform == "darwin" else 1024
    return {"peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit}


DO = {"load": load, "forward": timed(forward), "train": timed(train), "memory": memory}

for line in sys.stdin:
    try:
        request = json.loads(line)
        answer = {"ok": DO[request.pop("do")](**request)}
    except Exception as error:  # the caller decides what a failure means
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
