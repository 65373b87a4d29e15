"""Tasks of the `backend` suite in PyTorch on the CPU, one thread: the peer of src/suites/backend/.

{"do": "prepare", "id": 1, "task": {...}, "adam": {...}} -> {"check": [...]}: losses of the first steps, or a fingerprint
{"do": "run", "id": 1}     -> {"seconds", "cpuSeconds"} of the task once, the mean over runs of at least LEAST together
{"do": "release", "id": 1} -> {}: frees its tensors
{"do": "memory"}           -> {"peakBytes"}: the largest resident size so far

Tensors are NCHW here and NHWC there; what is compared is brought to NHWC first.
"""
import json
import math
import resource
import sys
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

LEAST = 0.2
STEPS = 5


def numbers(count, seed):
    """The same pseudo-random numbers in [-1, 1) as `numbers.ts`."""
    mask = 0xFFFFFFFF
    x = np.arange(count, dtype=np.uint64) ^ np.uint64((seed * 0x9E3779B9) & mask)
    x = (x * np.uint64(0x85EBCA6B)) & np.uint64(mask)
    x = ((x ^ (x >> np.uint64(13))) * np.uint64(0xC2B2AE35)) & np.uint64(mask)
    x = x ^ (x >> np.uint64(16))
    return (x.astype(np.float64) / 2**31 - 1).astype(np.float32)


def tensor(shape, seed):
    return torch.from_numpy(numbers(math.prod(shape), seed)).reshape(shape)


def picture(shape, seed):
    """NHWC numbers as an NCHW tensor."""
    return tensor(shape, seed).permute(0, 3, 1, 2).contiguous()


def kernel(shape, seed):
    """[height, width, in, out] numbers as [out, in, height, width]."""
    return tensor(shape, seed).permute(3, 2, 0, 1).contiguous()


def fingerprint(x):
    values = x.detach().contiguous().reshape(-1).double().numpy()
    return [float(np.sqrt((values**2).sum())), float((values * numbers(values.size, 999)).sum())]


class Same(nn.Conv2d):
    def __init__(self, inputs, outputs, size, bias, groups=1):
        super().__init__(inputs, outputs, size, padding=size // 2, bias=bias, groups=groups)


def cnn(task):
    layers, inputs = [], 3
    for i, filters in enumerate(task["filters"]):
        layers += [Same(inputs, filters, 3, True), nn.ReLU()] + ([nn.MaxPool2d(2)] if i % 2 else [])
        inputs = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, task["classes"]))


class MBConv(nn.Module):
    def __init__(self, channels, expanded, squeezed, kernel, **_):
        super().__init__()
        norm = lambda n: nn.BatchNorm2d(n, eps=1e-3, momentum=0.01)
        self.expand, self.norm1 = Same(channels, expanded, 1, False), norm(expanded)
        self.depthwise, self.norm2 = Same(expanded, expanded, kernel, False, groups=expanded), norm(expanded)
        self.squeeze, self.excite = Same(expanded, squeezed, 1, True), Same(squeezed, expanded, 1, True)
        self.project, self.norm3 = Same(expanded, channels, 1, False), norm(channels)

    def forward(self, x):
        y = F.silu(self.norm1(self.expand(x)))
        y = F.silu(self.norm2(self.depthwise(y)))
        gate = torch.sigmoid(self.excite(F.silu(self.squeeze(y.mean((2, 3), keepdim=True)))))
        return x + self.norm3(self.project(y * gate))


def seed_weights(model):
    """As `seeded` in networks.ts: in the order of the weights, scaled by sqrt(3 / inputs of one output); no biases."""
    for i, weight in enumerate(model.parameters()):
        if weight.dim() < 2:
            nn.init.zeros_(weight) if is_bias(model, weight) else nn.init.ones_(weight)
            continue
        scale = math.sqrt(3 / math.prod(weight.shape[1:]))
        with torch.no_grad():
            if weight.dim() == 2:
                weight.copy_(tensor(weight.shape[::-1], 100 + i).t() * scale)
            else:
                out, inputs, height, width = weight.shape
                depthwise = inputs == 1
                shape = (height, width, out, 1) if depthwise else (height, width, inputs, out)
                values = tensor(shape, 100 + i)
                weight.copy_((values.permute(2, 3, 0, 1) if depthwise else values.permute(3, 2, 0, 1)) * scale)
    return model


def is_bias(model, weight):
    return any(p is weight and name.endswith("bias") for name, p in model.named_parameters())


def prepare_cnn(task, adam):
    model = seed_weights(cnn(task)).train()
    x = picture((task["batch"], task["size"], task["size"], 3), 1)
    labels = torch.arange(task["batch"]) % task["classes"]
    optimizer = make_adam(model.parameters(), adam)

    def run():
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return run, lambda: [run() for _ in range(STEPS)]


def make_adam(parameters, adam):
    return torch.optim.Adam(parameters, adam["rate"], (adam["beta1"], adam["beta2"]), adam["epsilon"])


def prepare_mbconv(task, _):
    model = seed_weights(MBConv(**{k: v for k, v in task.items() if k != "kind"})).train()
    shape = (task["batch"], task["size"], task["size"], task["channels"])
    x, cotangent = picture(shape, 1).requires_grad_(), picture(shape, 2)

    def run():
        x.grad = None
        model.zero_grad()
        value = (model(x) * cotangent).sum()
        value.backward()
        return value.item()

    return run, lambda: [run(), *fingerprint(x.grad.permute(0, 2, 3, 1))]


def prepare_adam(task, adam):
    weight = nn.Parameter(tensor((task["values"],), 1))
    weight.grad = tensor((task["values"],), 2)
    optimizer = make_adam([weight], adam)

    def check():
        for _ in range(STEPS):
            optimizer.step()
        return fingerprint(weight)

    return optimizer.step, check


def convolution(task):
    b, size, c, k, stride = (task[name] for name in ("batch", "size", "channels", "kernel", "stride"))
    depthwise = task["kind"] == "depthwise"
    filters = c if depthwise else task["filters"]
    out = -(-size // stride)
    x, dy = picture((b, size, size, c), 1), picture((b, out, out, filters), 3)
    if depthwise:
        w = tensor((k, k, c, 1), 2).permute(2, 3, 0, 1).contiguous()
    else:
        w = kernel((k, k, c, filters), 2)
    groups = c if depthwise else 1
    around = max(0, (out - 1) * stride + k - size)
    before = around // 2
    uneven = around - 2 * before  # "same" at stride 2 pads one more behind
    padded = F.pad(x, (before, before + uneven, before, before + uneven)) if uneven else x
    padding = 0 if uneven else before

    def gradient(which):
        mask = [which == "input", which == "filter", False]
        result = torch.ops.aten.convolution_backward(
            dy, F.pad(x, (before, before + uneven, before, before + uneven)) if uneven else x, w, None,
            [stride] * 2, [padding] * 2, [1, 1], False, [0, 0], groups, mask)
        if which == "filter":
            return result[1].permute(2, 3, 0, 1) if depthwise else result[1].permute(2, 3, 1, 0)
        whole = result[0][:, :, before:before + size, before:before + size] if uneven else result[0]
        return whole.permute(0, 2, 3, 1)

    if task["part"] == "forward":
        run = lambda: F.conv2d(padded, w, None, stride, padding, 1, groups).permute(0, 2, 3, 1)
    else:
        run = lambda: gradient("input" if task["part"] == "input gradient" else "filter")
    return run


def product(task):
    b, m, k, n = (task[name] for name in ("batch", "m", "k", "n"))
    x = tensor((b, k, m) if task["transposeA"] else (b, m, k), 1)
    y = tensor((b, n, k) if task["transposeB"] else (b, k, n), 2)
    x = x.transpose(1, 2) if task["transposeA"] else x
    y = y.transpose(1, 2) if task["transposeB"] else y
    return lambda: x @ y


def pointwise(f, x, dy, backward, back=lambda y: y):
    if not backward:
        return lambda: back(f(x))
    x.requires_grad_()
    return lambda: back(torch.autograd.grad(f(x), x, dy)[0])


def operation(task):
    kind = task["kind"]
    if kind in ("conv", "depthwise"):
        return convolution(task)
    if kind == "matmul":
        return product(task)
    if kind == "max pool":
        b, size, c = task["batch"], task["size"], task["channels"]
        x, dy = picture((b, size, size, c), 1), picture((b, size // 2, size // 2, c), 2)
        return pointwise(lambda t: F.max_pool2d(t, 2), x, dy, task["backward"], lambda y: y.permute(0, 2, 3, 1))
    x, dy = tensor((task["rows"], task["columns"]), 1), tensor((task["rows"], task["columns"]), 2)
    norm = lambda t: F.layer_norm(t, t.shape[-1:], eps=1e-6)
    return pointwise(norm if kind == "layer norm" else lambda t: F.softmax(t, -1), x, dy, task["backward"])


def prepare_operation(task, _):
    run = operation(task)
    return run, lambda: fingerprint(run())


def prepare(task, adam):
    torch.set_num_threads(1)
    makers = {"cnn": prepare_cnn, "mbconv": prepare_mbconv, "adam": prepare_adam}
    return makers.get(task["kind"], prepare_operation)(task, adam)


def times(work, repeats):
    start, cpu = time.perf_counter(), time.process_time()
    for _ in range(repeats):
        work()
    seconds, used = time.perf_counter() - start, time.process_time() - cpu
    return {"seconds": seconds / repeats, "cpuSeconds": used / repeats}


def memory():
    unit = 1 if sys.platform == "darwin" else 1024
    return {"peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit}


def serve(prepare_task):
    """Answers requests until they end; `prepare_task(task, adam)` gives what is timed, and what finds the numbers to compare."""
    ready = {}

    def prepare(id, task, adam):
        work, check = prepare_task(task, adam)
        found = check()
        times(work, 1)
        ready[id] = work, max(1, math.ceil(LEAST / times(work, 1)["seconds"]))
        return {"check": found}

    def release(id):
        del ready[id]
        return {}

    do = {"prepare": prepare, "run": lambda id: times(*ready[id]), "release": release, "memory": memory}
    for line in sys.stdin:
        try:
            request = json.loads(line)
            answer = {"ok": do[request.pop("do")](**request)}
        except Exception as error:  # the caller decides what a failure means
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    serve(prepare)
