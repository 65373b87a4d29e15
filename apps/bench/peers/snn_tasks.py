"""Spiking layers in SpikingJelly and snnTorch on PyTorch, on the CPU: the peer of src/suites/snn/.

Requests are those of `backend_tasks.py`; OMP_NUM_THREADS says how many threads. Tensors are [T, B, C, H, W] here and
[B, T, H, W, C] there; what is compared is brought to the latter first.
"""
import math
import os

import torch
import torch.nn.functional as F

from backend_tasks import fingerprint, kernel, numbers, serve

SCALE = 0.25


def tensor(shape, seed, scale=1):
    return torch.from_numpy(numbers(math.prod(shape), seed)).reshape(shape) * scale


class Weights(torch.nn.Module):
    """Convolution of all frames at once, padding 1."""

    def __init__(self, weight, stride=1):
        super().__init__()
        self.weight, self.stride = torch.nn.Parameter(weight), stride

    def forward(self, x):
        return F.conv2d(x.flatten(0, 1), self.weight, None, self.stride, 1).unflatten(0, x.shape[:2])


def spikingjelly():
    from spikingjelly.activation_based import functional, neuron

    node = neuron.LIFNode(step_mode="m")

    def spikes(x):
        functional.reset_net(node)
        return node(x)

    return spikes


def snntorch():
    import snntorch as snn

    node = snn.Leaky(beta=0.9)

    def spikes(x):
        potential, out = node.init_leaky(), []
        for step in x:
            spike, potential = node(step, potential)
            out.append(spike)
        return torch.stack(out)

    return spikes


LIBRARIES = {"SpikingJelly": spikingjelly, "snnTorch": snntorch}


def convlif(task):
    b, t, s, c = (task[name] for name in ("batch", "steps", "size", "channels"))
    x = tensor((b, t, s, s, c), 1).permute(1, 0, 4, 2, 3).contiguous()
    convolution = Weights(kernel((3, 3, c, task["filters"]), 2) * (math.sqrt(32 / c) * SCALE))
    spikes = LIBRARIES[task["library"]]()
    return x, [convolution.weight], lambda: spikes(convolution(x)).sum()


def lif(task):
    x = tensor((task["batch"], task["steps"], task["neurons"]), 1, 2).permute(1, 0, 2).contiguous()
    spikes = LIBRARIES[task["library"]]()
    return x, [], lambda: spikes(x).sum()


def stm(task):
    from stm_net import STM

    b, t, s, width = (task[name] for name in ("batch", "steps", "size", "width"))
    x = tensor((b, t, s, s, 2), 1).permute(0, 1, 4, 2, 3).contiguous()
    model = STM(2, width)
    with torch.no_grad():
        model.layers[0].conv.weight.copy_(kernel((3, 3, 2, width), 2) * (4 * SCALE))
        model.layers[1].conv.weight.copy_(kernel((3, 3, width, width), 3) * SCALE)
    weights = [layer.conv.weight for layer in model.layers]
    for layer in model.layers:
        layer.threshold.requires_grad_(False)
        layer.leak.requires_grad_(False)
    return x, weights, lambda: model(x).sum()


def there(gradient):
    """[T, B, C, H, W] -> [B, T, H, W, C], [T, B, N] -> [B, T, N], [out, in, h, w] -> [h, w, in, out]."""
    return gradient.permute({5: (1, 0, 3, 4, 2), 4: (2, 3, 1, 0), 3: (1, 0, 2)}[gradient.dim()])


def comparable(total, prints):
    """As in prepare-task.ts."""
    return [math.asinh(v) for v in [total, *(norm for norm, _ in prints)]] + [p / norm for norm, p in prints]


def prepare(task, _):
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    x, weights, loss = {"conv-lif": convlif, "lif": lif, "stm": stm}[task["kind"]](task)
    if task["gradient"] == "none":
        def forward():
            with torch.no_grad():
                return loss().item()

        return forward, lambda: [math.asinh(forward())]
    if task["gradient"] == "all":
        x.requires_grad_()
        weights = [x, *weights]

    def run():
        for weight in weights:
            weight.grad = None
        value = loss()
        value.backward()
        return value.item()

    return run, lambda: comparable(run(), [fingerprint(there(w.grad)) for w in weights])


if __name__ == "__main__":
    serve(prepare)
