"""STM-Net in PyTorch, written from the paper (Section 3; sizes as in @cvar/models): the peer of the `models` suite.

Attention is written out, as it is there, and each ConvLIF step is a loop over the P-frames.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

GAMMA = 100.0


class Spike(torch.autograd.Function):
    """o = H(u - v_th), gradient 1 / (1 + GAMMA (u - v_th)^2)."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return (x > 0).to(x.dtype)

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return grad / (1 + GAMMA * x * x)


class ConvLIF(nn.Module):
    """u[t] = w*o_in[t] + leak u[t-1] - v_th o[t-1] (reset detached); o = H(u - v_th). Eq. 3-4."""

    def __init__(self, c_in, c_out, stride):
        super().__init__()
        self.conv = nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False)
        self.threshold = nn.Parameter(torch.tensor(1.0))
        self.leak = nn.Parameter(torch.tensor(0.9))

    def forward(self, x, state):
        u = self.conv(x)
        if state is not None:
            u_prev, o_prev = state
            u = u + self.leak * u_prev - self.threshold * o_prev.detach()
        return Spike.apply(u - self.threshold), u


class STM(nn.Module):
    """[B, T, C, H, W] -> analog membrane potential of the last layer after the last P-frame [B, width, H/2, W/2]."""

    def __init__(self, c_in, width):
        super().__init__()
        self.layers = nn.ModuleList([ConvLIF(c_in, width, 2), ConvLIF(width, width, 1)])

    def forward(self, x):
        state = [None] * len(self.layers)
        for t in range(x.shape[1]):
            h = x[:, t]
            for k, layer in enumerate(self.layers):
                o, u = layer(h, state[k])
                state[k] = (u, o)
                h = o
        return state[-1][0]


class Attention(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(d, 3 * d)
        self.proj = nn.Linear(d, d)

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        a = ((q @ k.transpose(-2, -1)) * (d // self.heads) ** -0.5).softmax(-1)
        return self.proj((a @ v).transpose(1, 2).reshape(b, n, d))


class Block(nn.Module):
    def __init__(self, d, heads, ratio):
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(d), Attention(d, heads)
        self.norm2 = nn.LayerNorm(d)
        self.mlp = nn.Sequential(nn.Linear(d, ratio * d), nn.GELU(), nn.Linear(ratio * d, d))

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class ResidualDenseBlock(nn.Module):
    def __init__(self, nf, gc):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(nf + i * gc, gc if i < 4 else nf, 3, 1, 1) for i in range(5)])

    def forward(self, x):
        features = [x]
        for conv in self.convs[:4]:
            features.append(F.leaky_relu(conv(torch.cat(features, 1)), 0.2))
        return self.convs[4](torch.cat(features, 1)) * 0.2 + x


class RRDB(nn.Module):
    def __init__(self, nf, gc):
        super().__init__()
        self.blocks = nn.Sequential(*[ResidualDenseBlock(nf, gc) for _ in range(3)])

    def forward(self, x):
        return self.blocks(x) * 0.2 + x


class STMNet(nn.Module):
    """i [B, 3, S, S], mv [B, T, 2, S, S], r [B, T, 3, S, S], triplet int64 [B] -> logits [B, classes]."""

    def __init__(self, size=224, patch=16, d=256, depth=6, heads=4, mlp_ratio=4, width=32, nf=512, gc=32, rrdbs=7,
                 classes=101, triplets=8):
        super().__init__()
        self.grid = size // patch
        n = self.grid ** 2
        self.stm_mv, self.stm_r = STM(2, width), STM(3, width)
        self.patch_i = nn.Conv2d(3, d, patch, patch)
        self.patch_mv, self.patch_r = [nn.Conv2d(width, d, patch // 2, patch // 2) for _ in range(2)]
        self.position = nn.Parameter(torch.zeros(1, 3 * n, d))
        self.time = nn.Parameter(torch.zeros(1, triplets, d))
        self.blocks = nn.Sequential(*[Block(d, heads, mlp_ratio) for _ in range(depth)])
        self.norm = nn.LayerNorm(d)
        self.fold = nn.Conv2d(d, nf, 3, 1, 1)
        self.fuse = nn.Conv2d(nf + 2 * d, nf, 1)
        self.rrdbs = nn.Sequential(*[RRDB(nf, gc) for _ in range(rrdbs)])
        self.head = nn.Linear(nf, classes)

    def forward(self, i, mv, r, triplet):
        maps = [self.patch_i(i), self.patch_mv(self.stm_mv(mv)), self.patch_r(self.stm_r(r))]
        tokens = torch.cat([m.flatten(2).transpose(1, 2) for m in maps], 1)
        x = self.norm(self.blocks(tokens + self.position + self.time[0, triplet][:, None]))
        b, _, d = x.shape
        g = self.grid
        folded = sum(self.fold(t.transpose(1, 2).reshape(b, d, g, g)) for t in x.split(g * g, 1))
        y = self.fuse(torch.cat([folded, maps[1], maps[2]], 1))  # skips: the low-level temporal maps
        y = self.rrdbs(y) + y
        return self.head(y.mean((2, 3)))
