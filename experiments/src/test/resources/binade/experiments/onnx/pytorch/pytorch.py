"""Models exported by PyTorch itself, with losses and angles from its autograd: placement `operands`, room 0.

    python3 pytorch.py FOLDER [NAME...]

The images `resnet` and `mobilenet` are trained for two epochs on the embedded digits, for running statistics of their own; their
angles are means of 4 mini-batches of 32, the others' of 2 of 8.

Quantizers sit around torch.nn.functional.linear, conv2d, matmul, bmm, the attention product and LSTM layers; for the export they
are out. Writes NAME.onnx, NAME.npz and NAME.json (loss, count of weights, angles for errors, activations and both)."""
import sys, math, warnings, json, gzip, pathlib
warnings.filterwarnings("ignore")
import numpy as np, torch, torchvision
import torch.nn as nn, torch.nn.functional as F
torch.set_num_threads(1)
LISTS = {"fp134": [5] * 7 + [4, 3, 2, 1, 0], "fp143": [4] * 15 + [3, 2, 1, 0], "fp152": [3] * 31 + [2, 1, 0],
         "sm8": [7, 6, 5, 4, 3, 2, 1, 0], "log4": [1] * 7 + [0]}
def quantizer(bits):
    m = torch.tensor(bits)
    def q(t):
        x = t.detach().double(); top = x.abs().max()
        if top == 0: return t.detach().clone()
        s = int(math.floor(math.log2(top.item())))
        mant, ex = torch.frexp(x.abs()); e = (ex - 1)
        j = torch.clamp(s - e, 0, len(bits) - 1).long()
        u = torch.pow(2.0, (s - j + 1 - m[j]).double())
        v = torch.round(x / u) * u
        lim = 2.0 ** (s + 1) - 2.0 ** (s + 1 - bits[0])
        return torch.where(x == 0, x, v.clamp(-lim, lim)).to(t.dtype)
    return q
ACT = ERR = None
class QA(torch.autograd.Function):
    @staticmethod
    def forward(c, x): return ACT(x)
    @staticmethod
    def backward(c, g): return g
class QE(torch.autograd.Function):
    @staticmethod
    def forward(c, x): return x.clone()
    @staticmethod
    def backward(c, g): return ERR(g)
def qa(x): return QA.apply(x) if ACT and not isinstance(x, nn.Parameter) else x
def qe(x): return QE.apply(x) if ERR else x
EXPORT = False
o_lin, o_conv, o_mm, o_bmm, o_badd, o_lstm = F.linear, F.conv2d, torch.matmul, torch.bmm, torch.baddbmm, nn.LSTM.forward
o_conv1 = F.conv1d
def lin(x, w, b=None):
    if EXPORT: return o_lin(x, w, b)
    return qe(o_lin(qa(x), w, b))
def conv(x, w, b=None, *a): return o_conv(x, w, b, *a) if EXPORT else qe(o_conv(qa(x), w, b, *a))
def conv1(x, w, b=None, *a): return o_conv1(x, w, b, *a) if EXPORT else qe(o_conv1(qa(x), w, b, *a))
def mm(a, b): return o_mm(a, b) if EXPORT else qe(o_mm(qa(a), qa(b)))
def bmm(a, b): return o_bmm(a, b) if EXPORT else qe(o_bmm(qa(a), qa(b)))
def badd(c, a, b): return o_badd(c, a, b) if EXPORT else c + qe(o_bmm(qa(a), qa(b)))
def sdpa(q, k, v, mask=None, p=0.0, *a):
    d = q.size(-1); q = q / math.sqrt(d)
    s = mm(q, k.transpose(-2, -1))
    if mask is not None: s = s + mask
    w = s.softmax(-1)
    return mm(w, v), w
def lstmf(self, x, hx=None):
    if EXPORT: return o_lstm(self, x, hx)
    if self.num_layers == 1:
        y, s = o_lstm(self, qa(x), hx); return qe(y), s
    # layer by layer, as ONNX has it
    inp = x if not self.batch_first else x.transpose(0, 1); hs = []
    for l in range(self.num_layers):
        names = ["weight_ih_l%d", "weight_hh_l%d", "bias_ih_l%d", "bias_hh_l%d"]
        ps = [getattr(self, n % l + r) for r in (["", "_reverse"] if self.bidirectional else [""]) for n in names]
        D = 2 if self.bidirectional else 1
        z = torch.zeros(D, inp.size(1), self.hidden_size)
        r = torch._VF.lstm(qa(inp), (z, z), ps, True, 1, 0.0, False, self.bidirectional, False)
        inp = qe(r[0]); 
        H = self.hidden_size
        hs.append(inp[-1, :, :H]); 
        if D == 2: hs.append(inp[0, :, H:])
    y = inp.transpose(0, 1) if self.batch_first else inp
    return y, (torch.stack(hs), None)
F.linear = lin; F.conv2d = conv; F.conv1d = conv1; torch.matmul = mm; torch.bmm = bmm; torch.baddbmm = badd; nn.LSTM.forward = lstmf
F._scaled_dot_product_attention_o = F._scaled_dot_product_attention
F._scaled_dot_product_attention = lambda *a, **k: F._scaled_dot_product_attention_o(*a, **k) if EXPORT else sdpa(*[a[i] for i in range(min(4, len(a)))])

class LstmNet(nn.Module):
    def __init__(s, bi=False, layers=1, last=True, seq=False):
        super().__init__(); s.e = nn.Embedding(40, 16); s.l = nn.LSTM(16, 24, layers, batch_first=True, bidirectional=bi)
        s.f = nn.Linear(24 * (1 + bi), 9 if not seq else 40); s.last, s.seq = last, seq
    def forward(s, t):
        y, (h, c) = s.l(s.e(t))
        return s.f(y if s.seq else y[:, -1] if s.last else torch.cat([h[-2], h[-1]], 1) if s.l.bidirectional else h[-1])
class LstmX(nn.Module):
    def __init__(s): super().__init__(); s.l = nn.LSTM(8, 24); s.f = nn.Linear(24, 9)
    def forward(s, x): 
        y, _ = s.l(x.permute(1, 0, 2)); return s.f(torch.relu(y.mean(0)))
class Enc(nn.Module):
    def __init__(s, act="relu", nf=False, mask=False, seq=False):
        super().__init__(); d = 32
        s.e = nn.Embedding(40, d); s.p = nn.Parameter(torch.randn(1, 12, d) * .5)
        s.t = nn.TransformerEncoder(nn.TransformerEncoderLayer(d, 4, 64, 0.1, act, batch_first=True, norm_first=nf), 2, enable_nested_tensor=False)
        s.f = nn.Linear(d, 40 if seq else 9); s.mask, s.seq = mask, seq
    def forward(s, t):
        x = s.e(t) + s.p[:, :t.size(1)]
        m = torch.triu(torch.full((t.size(1), t.size(1)), float("-inf")), 1) if s.mask else None
        x = s.t(x, m)
        return s.f(x if s.seq else x.mean(1))
class Block(nn.Module):
    def __init__(s, d, h, style):
        super().__init__(); s.n1, s.n2 = nn.LayerNorm(d), nn.LayerNorm(d); s.q = nn.Linear(d, 3 * d, bias=style != "nobias"); s.o = nn.Linear(d, d)
        s.a, s.b = nn.Linear(d, 4 * d), nn.Linear(4 * d, d); s.h, s.style = h, style
        s.register_buffer("bias", torch.tril(torch.ones(16, 16)).view(1, 1, 16, 16))
    def forward(s, x):
        B, T, C = x.shape; z = s.n1(x)
        if s.style == "split": q, k, v = [u.view(B, T, s.h, C // s.h).transpose(1, 2) for u in s.q(z).split(C, 2)]
        else: q, k, v = s.q(z).reshape(B, T, 3, s.h, C // s.h).permute(2, 0, 3, 1, 4)
        w = torch.matmul(q, k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        if s.style == "split": w = w.masked_fill(s.bias[:, :, :T, :T] == 0, float("-inf"))
        w = torch.matmul(F.softmax(w, -1), v).transpose(1, 2).contiguous().view(B, T, C)
        x = x + s.o(w)
        y = s.a(s.n2(x))
        y = F.gelu(y) if s.style != "tanh" else 0.5 * y * (1 + torch.tanh(math.sqrt(2 / math.pi) * (y + 0.044715 * torch.pow(y, 3))))
        return x + s.b(y)
class Gpt(nn.Module):
    def __init__(s, style, tied=False, pool="none"):
        super().__init__(); d = 32; s.w, s.p = nn.Embedding(40, d), nn.Embedding(16, d); s.bl = nn.Sequential(Block(d, 4, style), Block(d, 4, style))
        s.n = nn.LayerNorm(d); s.f = nn.Linear(d, 40, bias=False); s.pool = pool
        if tied: s.f.weight = s.w.weight
    def forward(s, t):
        pos = torch.arange(0, t.size(1), dtype=torch.long, device=t.device).unsqueeze(0)
        x = s.n(s.bl(s.w(t) + s.p(pos)))
        return s.f(x[:, 0] if s.pool == "cls" else x)
class Vit(nn.Module):
    def __init__(s):
        super().__init__(); d = 32; s.c = nn.Conv2d(3, d, 8, 8); s.cls = nn.Parameter(torch.randn(1, 1, d)); s.pos = nn.Parameter(torch.randn(1, 17, d))
        s.t = nn.Sequential(Block(d, 4, "perm"), Block(d, 4, "tanh")); s.f = nn.Linear(d, 10)
    def forward(s, x):
        x = s.c(x).flatten(2).transpose(1, 2); x = torch.cat([s.cls.expand(x.shape[0], -1, -1), x], 1) + s.pos
        return s.f(s.t(x)[:, 0])
class Mix(nn.Module):
    def __init__(s):
        super().__init__(); s.c = nn.Conv2d(3, 16, 3, padding=2, dilation=2); s.g = nn.GroupNorm(4, 16); s.d = nn.Conv2d(16, 16, 3, padding=1, groups=16); s.i = nn.InstanceNorm2d(16, affine=True)
        s.e = nn.Conv2d(32, 24, 3, stride=2, padding=1, groups=4, bias=False); s.b = nn.BatchNorm2d(24); s.f = nn.Linear(24 * 16, 10)
    def forward(s, x):
        x = F.silu(s.g(s.c(x))); y = F.leaky_relu(s.i(s.d(x)), 0.1); x = torch.cat([x, y], 1)
        x = F.max_pool2d(x, 3, 2, 1, ceil_mode=True); x = F.hardswish(s.b(s.e(x))); a, b = x.chunk(2, 1); x = torch.cat([F.avg_pool2d(a, 3, 2, 1), F.avg_pool2d(torch.sigmoid(b), 3, 2, 1, count_include_pad=False)], 1)
        x = F.elu(F.pad(x, (0, 0, 0, 0))); x = F.adaptive_avg_pool2d(x, 4) if x.shape[-1] != 4 else x
        return F.log_softmax(s.f(torch.flatten(x, 1)), 1)
def small_resnet():
    B, N, r = torchvision.models.resnet.BasicBlock, torchvision.models.resnet.Bottleneck, torchvision.models.resnet
    def down(i, o, s): return nn.Sequential(r.conv1x1(i, o, s), nn.BatchNorm2d(o))
    return nn.Sequential(nn.Conv2d(1, 8, 3, 1, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(3, 2, 1), B(8, 8),
        B(8, 16, 2, down(8, 16, 2)), N(16, 8, 2, down(16, 32, 2)), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10))
def small_mobilenet():
    net = torchvision.models.mobilenet_v2(num_classes=10, width_mult=0.25, inverted_residual_setting=[[1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 2, 2]])
    net.features[0][0] = nn.Conv2d(1, net.features[0][0].out_channels, 3, 2, 1, bias=False)
    return net
def digits():
    """Pixels from 0 to 1, doubled to 16 x 16, and labels; the last column of the file is the label."""
    path = pathlib.Path(__file__).resolve().parents[7] / "src/main/resources/binade/experiments/digits/digits.csv.gz"
    with gzip.open(path, "rt") as f:
        d = np.loadtxt(f, delimiter=",", dtype=np.float32)
    x = d[:, :64].reshape(-1, 1, 8, 8).repeat(2, 2).repeat(2, 3) / 16
    return torch.from_numpy(np.ascontiguousarray(x)), torch.from_numpy(d[:, 64].astype(np.int64))
def fit(net, x, y):
    o = torch.optim.SGD(net.parameters(), 0.05, momentum=0.9); net.train()
    for _ in range(2):
        order = torch.randperm(len(x))
        for i in range(0, len(x) - 31, 32):
            b = order[i:i + 32]; o.zero_grad(); F.cross_entropy(net(x[b]), y[b]).backward(); o.step()
    return net.eval()
def warm(net, x):
    net.train(); 
    with torch.no_grad():
        for _ in range(3): net(x)
    net.eval()
    for m in net.modules():
        if isinstance(m, (nn.BatchNorm2d,)): m.running_var.mul_(1.1); 
    return net
def main(names):
    global ACT, ERR, EXPORT
    P, E, T = torch.onnx.TrainingMode.PRESERVE, torch.onnx.TrainingMode.EVAL, torch.onnx.TrainingMode.TRAINING
    img = lambda s: (lambda r, n: (torch.randn(n, 3, s, s), torch.randint(0, 10, (n,))))
    tok = lambda r, n: (torch.randint(0, 40, (n, 12)), torch.randint(0, 9, (n,)))
    nxt = lambda r, n: (torch.randint(0, 40, (n, 12)), torch.randint(0, 40, (n, 12)))
    tv = torchvision.models
    C = {
     "resnet18": (lambda: tv.resnet18(num_classes=10), img(32), 13, P, True, True),
     "resnet18tr": (lambda: tv.resnet18(num_classes=10), img(32), 17, T, False, True),
     "resnet18st": (lambda: tv.resnet18(num_classes=10), img(32), 14, P, True, False),
     "mobilenetv2": (lambda: tv.mobilenet_v2(num_classes=10, width_mult=0.35), img(64), 15, P, True, True),
     "mobilenetv2tr": (lambda: tv.mobilenet_v2(num_classes=10, width_mult=0.35), img(64), 13, T, False, True),
     "mobilenetv3": (lambda: tv.mobilenet_v3_small(num_classes=10), img(64), 16, P, False, True),
     "shuffle": (lambda: tv.shufflenet_v2_x0_5(num_classes=10), img(64), 13, P, True, True),
     "regnet": (lambda: tv.regnet_y_400mf(num_classes=10), img(32), 17, P, True, True),
     "densenet": (lambda: tv.DenseNet(8, (2, 2), 16, num_classes=10), img(32), 13, P, True, True),
     "lstm": (lambda: LstmNet(), tok, 13, E, True, True), "lstmst": (lambda: LstmNet(), tok, 17, E, True, False),
     "lstmbi": (lambda: LstmNet(True, 2, False), tok, 14, E, True, True), "lstmseq": (lambda: LstmNet(False, 2, seq=True), nxt, 17, E, False, True),
     "lstmh": (lambda: LstmNet(False, 2, False), tok, 16, E, True, True),
     "lstmx": (lambda: LstmX(), lambda r, n: (torch.randn(n, 12, 8), torch.randint(0, 9, (n,))), 17, T, False, True),
     "enc": (lambda: Enc(), tok, 13, E, True, True), "encg": (lambda: Enc("gelu", True, True, True), nxt, 17, E, True, True),
     "encst": (lambda: Enc("gelu", True, True), tok, 14, P, False, False), "enctr": (lambda: Enc("gelu", True), tok, 14, T, False, True),
     "gpt": (lambda: Gpt("split"), nxt, 13, E, True, True), "gpttied": (lambda: Gpt("split", True), nxt, 17, E, True, True),
     "gptnf": (lambda: Gpt("split", True), nxt, 14, E, False, True), "gptst": (lambda: Gpt("split", pool="cls"), lambda r, n: (torch.randint(0, 40, (n, 12)), torch.randint(0, 40, (n,))), 17, E, True, False),
     "gptnb": (lambda: Gpt("nobias"), nxt, 17, E, True, True),
     "vit": (lambda: Vit(), img(32), 17, E, True, True), "vit13": (lambda: Vit(), img(32), 13, E, False, True),
     "resnet": (small_resnet, lambda r, n: digits(), 13, P, True, True), "mobilenet": (small_mobilenet, lambda r, n: digits(), 17, P, True, True),
     "mix": (lambda: Mix(), img(32), 13, P, True, True), "mix17": (lambda: Mix(), img(30), 17, P, True, False),
    }
    for name in names or C:
        B, N = (32, 4) if name in ("resnet", "mobilenet") else (8, 2)
        make, data, opset, mode, fold, dyn = C[name]
        torch.manual_seed(1); net = make(); x, y = data(None, B * N + 3)
        if N == 4:
            EXPORT = True; fit(net, x[:1437], y[:1437]); EXPORT = False
            x, y = x[1437:1437 + B * N + 3], y[1437:1437 + B * N + 3] # not trained on
        elif x.dtype == torch.float32 and x.dim() == 4:
            warm(net, x)
        net.eval()
        for m in net.modules():
            if isinstance(m, nn.Dropout): m.p = 0.1
        EXPORT = True
        ax = {"input": {0: "batch"}, "output": {0: "batch"}} if dyn else None
        try:
            torch.onnx.export(net, (x[:B],), f"{FOLDER}/{name}.onnx", opset_version=opset, training=mode, do_constant_folding=fold,
              input_names=["input"], output_names=["output"], dynamic_axes=ax)
        except Exception as e:
            print("EXPORT FAILED", name, str(e)[:200]); continue
        finally: EXPORT = False
        net.eval()
        np.savez_compressed(f"{FOLDER}/{name}.npz", x=x.numpy(), y=y.numpy())
        ps = [p for p in net.parameters() if p.dim() >= 2]
        def grad(b, a, e):
            global ACT, ERR
            ACT, ERR = a, e
            # dropout identity but grad path of MHA python: eval mode with grad enabled
            out = net(x[b * B:(b + 1) * B]); t = y[b * B:(b + 1) * B]
            loss = F.cross_entropy(out.reshape(-1, out.size(-1)), t.reshape(-1))
            g = torch.autograd.grad(loss, ps, allow_unused=True); ACT = ERR = None
            return loss.item(), torch.cat([(z if z is not None else torch.zeros_like(p)).reshape(-1).double() for z, p in zip(g, ps)])
        ref = [grad(b, None, None) for b in range(N)]
        rows = {}
        for f, bits in LISTS.items():
            q = quantizer(bits); rows[f] = []
            for a, e in [(None, q), (q, None), (q, q)]:
                s = 0
                for b in range(N):
                    u = ref[b][1] / ref[b][1].norm(); h = grad(b, a, e)[1]; h = h / h.norm()
                    s += math.degrees(2 * math.asin(min(1, (u - h).norm().item() / 2)))
                rows[f].append(s / N)
        json.dump({"loss": sum(r[0] for r in ref) / N, "weights": sum(p.numel() for p in ps), "rows": rows}, open(f"{FOLDER}/{name}.json", "w"))
        print(name, "ok", sum(p.numel() for p in ps), flush=True)
FOLDER = sys.argv[1]
main(sys.argv[2:])
