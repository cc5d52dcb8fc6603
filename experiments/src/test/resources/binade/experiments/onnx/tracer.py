"""Writes ONNX files byte by byte as PyTorch's exporters structure them, and computes loss, gradient and `operands` angles in binary64
with a small tape of its own: a reference that shares no code with Binade. Needs numpy only."""
import struct
import numpy as np


# --- protobuf ------------------------------------------------------------------------------------------------
def varint(n):
    n &= (1 << 64) - 1
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def field(number, payload):
    if isinstance(payload, str):
        payload = payload.encode()
    if isinstance(payload, int):
        return varint(number << 3) + varint(payload)
    if isinstance(payload, float):
        return varint(number << 3 | 5) + struct.pack("<f", payload)
    return varint(number << 3 | 2) + varint(len(payload)) + payload


CODES = {"float32": 1, "int64": 7, "bool": 9, "float64": 11}


def tensor(name, a, external=None):
    a = np.asarray(a, order="C")
    head = b"".join(field(1, d) for d in a.shape) + field(2, CODES[str(a.dtype)]) + field(8, name)
    if external is not None and a.nbytes >= 64:
        where = external.tell()
        external.write(a.tobytes())
        pairs = {"location": external.label, "offset": str(where), "length": str(a.nbytes)}
        return head + b"".join(field(13, field(1, k) + field(2, v)) for k, v in pairs.items()) + field(14, 1)
    return head + field(9, a.tobytes())


def attribute(name, v):
    if isinstance(v, np.ndarray):
        return field(1, name) + field(5, tensor("", v)) + field(20, 4)
    if isinstance(v, float):
        return field(1, name) + field(2, v) + field(20, 1)
    if isinstance(v, int):
        return field(1, name) + field(3, v) + field(20, 2)
    if isinstance(v, str):
        return field(1, name) + field(4, v) + field(20, 3)
    return field(1, name) + b"".join(field(8, i) for i in v) + field(20, 7)


# --- the tape ------------------------------------------------------------------------------------------------
class V:
    """A value: its numbers, its name in the graph, its gradient."""

    def __init__(self, a, name, active=False):
        self.a, self.name, self.active, self.g = a, name, active, None


def reduce_to(g, shape):
    while g.ndim > len(shape):
        g = g.sum(0)
    for d, n in enumerate(shape):
        if n == 1 and g.shape[d] != 1:
            g = g.sum(d, keepdims=True)
    return g


class Model:
    def __init__(self, rounding=(None, None), dynamic=True):
        self.nodes, self.inits, self.inputs, self.tape, self.weights = [], {}, [], [], {}
        self.qa, self.qe = rounding
        self.functions, self.metadata = [], {}

    def emit(self, op, ins, outs, domain="", **attrs):
        names = [i.name if isinstance(i, V) else i for i in ins]
        body = b"".join(field(1, i) for i in names) + b"".join(field(2, o) for o in outs)
        body += field(3, "node_" + outs[0]) + field(4, op)
        body += b"".join(field(5, attribute(k, v)) for k, v in attrs.items() if v is not None)
        self.nodes.append(body + (field(7, domain) if domain else b""))

    def fresh(self, hint):
        return "/%s_%d" % (hint, len(self.nodes))

    def input(self, name, a):
        self.inputs.append((name, a))
        return V(a.astype(np.float64) if a.dtype == np.float32 else a, name, True)

    def init(self, name, a, weight=None):
        self.inits[name] = a
        v = V(a.astype(np.float64) if a.dtype == np.float32 else a, name)
        if weight if weight is not None else (a.ndim >= 2 and a.dtype == np.float32):
            self.weights[name] = v
        return v

    def constant(self, a):
        name = self.fresh("Constant_output")
        self.emit("Constant", [], [name], value=np.asarray(a))
        return V(np.asarray(a).astype(np.float64) if np.asarray(a).dtype == np.float32 else np.asarray(a), name)

    def out(self, op, ins, a, back, **attrs):
        v = V(a, self.fresh(op + "_output"), any(isinstance(i, V) and i.active for i in ins))
        self.emit(op, ins, [v.name], **attrs)
        if back is not None:
            self.tape.append((v, back))
        return v

    @staticmethod
    def give(v, g):
        g = reduce_to(g, v.a.shape)
        v.g = g if v.g is None else v.g + g

    # what enters a matrix operator, and the error at its output
    def enter(self, v):
        return self.qa(v.a) if self.qa and v.active else v.a

    def error(self, g):
        return self.qe(g) if self.qe else g

    # matrix operators
    def matmul(self, x, y):
        a, b = self.enter(x), self.enter(y)

        def back(g):
            g = self.error(g)
            self.give(x, g @ np.swapaxes(b, -1, -2))
            self.give(y, np.swapaxes(a, -1, -2) @ g)
        return self.out("MatMul", [x, y], a @ b, back)

    def gemm(self, x, w, b=None):
        a = self.enter(x)

        def back(g):
            if b is not None:
                self.give(b, g)
            g = self.error(g)
            self.give(x, g @ w.a)
            self.give(w, g.T @ a)
        return self.out("Gemm", [x, w] + ([b] if b else []), a @ w.a.T + (b.a if b else 0), back, alpha=1.0, beta=1.0, transB=1)

    def conv(self, x, w, b=None, stride=1, pad=0, groups=1, dilation=1):
        a = self.enter(x)
        n, c, h, wd = a.shape
        o, cg, kh, kw = w.a.shape
        oh = (h + 2 * pad - dilation * (kh - 1) - 1) // stride + 1
        ow = (wd + 2 * pad - dilation * (kw - 1) - 1) // stride + 1
        p = np.pad(a, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
        y = np.zeros((n, o, oh, ow))
        og = o // groups

        def cut(src, i, j):
            return src[:, :, i * dilation:i * dilation + stride * (oh - 1) + 1:stride, j * dilation:j * dilation + stride * (ow - 1) + 1:stride]
        for g in range(groups):
            for i in range(kh):
                for j in range(kw):
                    y[:, g * og:(g + 1) * og] += np.einsum("nchw,oc->nohw", cut(p, i, j)[:, g * cg:(g + 1) * cg], w.a[g * og:(g + 1) * og, :, i, j])
        if b is not None:
            y += b.a[None, :, None, None]

        def back(gy):
            gy = self.error(gy)
            dp, dw = np.zeros_like(p), np.zeros_like(w.a)
            for g in range(groups):
                gg = gy[:, g * og:(g + 1) * og]
                for i in range(kh):
                    for j in range(kw):
                        dw[g * og:(g + 1) * og, :, i, j] += np.einsum("nchw,nohw->oc", cut(p, i, j)[:, g * cg:(g + 1) * cg], gg)
                        cut(dp, i, j)[:, g * cg:(g + 1) * cg] += np.einsum("nohw,oc->nchw", gg, w.a[g * og:(g + 1) * og, :, i, j])
            self.give(w, dw)
            self.give(x, dp[:, :, pad:pad + h, pad:pad + wd])
        return self.out("Conv", [x, w] + ([b] if b else []), y, back, dilations=[dilation] * 2, group=groups, kernel_shape=[kh, kw], pads=[pad] * 4, strides=[stride] * 2)

    def lstm(self, x, w, r, b, reverse=False, state=None):
        a = self.enter(x)
        t, n, _ = a.shape
        hid = r.a.shape[2]
        sig = lambda z: 1 / (1 + np.exp(-z))
        h, c = np.zeros((n, hid)), np.zeros((n, hid))
        keep, ys = [], np.zeros((t, 1, n, hid))
        order = range(t - 1, -1, -1) if reverse else range(t)
        for s in order:
            z = a[s] @ w.a[0].T + h @ r.a[0].T + b.a[0, :4 * hid] + b.a[0, 4 * hid:]
            i, o, f, g = sig(z[:, :hid]), sig(z[:, hid:2 * hid]), sig(z[:, 2 * hid:3 * hid]), np.tanh(z[:, 3 * hid:])
            before, hb = c, h
            c = f * c + i * g
            h = o * np.tanh(c)
            keep.append((s, i, o, f, g, before, c, hb))
            ys[s, 0] = h

        def back(gy):
            gy = self.error(gy)
            dh, dc = np.zeros((n, hid)), np.zeros((n, hid))
            dx, dw, dr = np.zeros_like(a), np.zeros_like(w.a), np.zeros_like(r.a)
            for s, i, o, f, g, before, c, hb in reversed(keep):
                dh = dh + gy[s, 0]
                tc = np.tanh(c)
                dc = dc + dh * o * (1 - tc * tc)
                dz = np.concatenate([dc * g * i * (1 - i), dh * tc * o * (1 - o), dc * before * f * (1 - f), dc * i * (1 - g * g)], 1)
                dw[0] += dz.T @ a[s]
                dr[0] += dz.T @ hb
                dx[s] = dz @ w.a[0]
                dh = dz @ r.a[0]
                dc = dc * f
            self.give(w, dw)
            self.give(r, dr)
            self.give(x, dx)
        y = V(ys, self.fresh("LSTM_output"), True)
        last = V(h[None], y.name + "_h", True)
        self.emit("LSTM", [x, w, r, b, ""] + (state or []), [y.name, last.name, y.name + "_c"], hidden_size=hid,
                  direction="reverse" if reverse else None)
        self.tape.append((y, back))

        def back_last(g):
            full = np.zeros_like(ys)
            full[0 if reverse else t - 1] = g
            self.give(y, full)
        self.tape.append((last, back_last))
        return y, last

    # the rest
    def add(self, x, y):
        return self.out("Add", [x, y], x.a + y.a, lambda g: (self.give(x, g), self.give(y, g)))

    def sub(self, x, y):
        return self.out("Sub", [x, y], x.a - y.a, lambda g: (self.give(x, g), self.give(y, -g)))

    def mul(self, x, y):
        return self.out("Mul", [x, y], x.a * y.a, lambda g: (self.give(x, g * y.a), self.give(y, g * x.a)))

    def div(self, x, y):
        return self.out("Div", [x, y], x.a / y.a, lambda g: (self.give(x, g / y.a), self.give(y, -g * x.a / y.a ** 2)))

    def power(self, x, y):
        return self.out("Pow", [x, y], x.a ** y.a, lambda g: self.give(x, g * y.a * x.a ** (y.a - 1)))

    def sqrt(self, x):
        y = np.sqrt(x.a)
        return self.out("Sqrt", [x], y, lambda g: self.give(x, g * 0.5 / y))

    def relu(self, x):
        return self.out("Relu", [x], np.maximum(x.a, 0), lambda g: self.give(x, g * (x.a > 0)))

    def clip(self, x, lo, hi):
        l, h = self.constant(np.float32(lo)), self.constant(np.float32(hi))
        return self.out("Clip", [x, l, h], np.clip(x.a, lo, hi), lambda g: self.give(x, g * ((x.a > lo) & (x.a < hi))))

    def hardswish(self, x):
        return self.out("HardSwish", [x], x.a * np.clip(x.a / 6 + 0.5, 0, 1),
                        lambda g: self.give(x, g * np.where(x.a <= -3, 0, np.where(x.a < 3, x.a / 3 + 0.5, 1))))

    def hardsigmoid(self, x):
        return self.out("HardSigmoid", [x], np.clip(x.a / 6 + 0.5, 0, 1),
                        lambda g: self.give(x, g * ((x.a > -3) & (x.a < 3)) / 6), alpha=1 / 6)

    def erf(self, x):
        from math import erf
        return self.out("Erf", [x], np.vectorize(erf)(x.a), lambda g: self.give(x, g * 2 / np.sqrt(np.pi) * np.exp(-x.a ** 2)))

    def softmax(self, x, axis=-1):
        e = np.exp(x.a - x.a.max(axis, keepdims=True))
        y = e / e.sum(axis, keepdims=True)
        return self.out("Softmax", [x], y, lambda g: self.give(x, y * (g - (g * y).sum(axis, keepdims=True))), axis=axis)

    def batchnorm(self, x, s, b, m, v):
        f = s.a / np.sqrt(v.a + 1e-5)
        y = (x.a - m.a[None, :, None, None]) * f[None, :, None, None] + b.a[None, :, None, None]
        return self.out("BatchNormalization", [x, s, b, m, v], y, lambda g: self.give(x, g * f[None, :, None, None]), epsilon=1e-5)

    def layernorm(self, x, s, b):
        mu = x.a.mean(-1, keepdims=True)
        d = np.sqrt(((x.a - mu) ** 2).mean(-1, keepdims=True) + 1e-5)
        h = (x.a - mu) / d

        def back(g):
            g = g * s.a
            self.give(x, (g - g.mean(-1, keepdims=True) - h * (g * h).mean(-1, keepdims=True)) / d)
        return self.out("LayerNormalization", [x, s, b], h * s.a + b.a, back, axis=-1, epsilon=1e-5)

    def mean(self, x, axes, attribute_axes=True):
        y = x.a.mean(tuple(axes), keepdims=True)
        k = x.a.size / y.size
        back = lambda g: self.give(x, np.broadcast_to(g / k, x.a.shape))
        if attribute_axes:
            return self.out("ReduceMean", [x], y, back, axes=list(axes))
        return self.out("ReduceMean", [x, self.init_axes(axes)], y, back, keepdims=1)

    def init_axes(self, axes):
        return self.init("axes_%d" % len(self.nodes), np.array(axes, np.int64))

    def globalpool(self, x):
        k = x.a.shape[2] * x.a.shape[3]
        return self.out("GlobalAveragePool", [x], x.a.mean((2, 3), keepdims=True), lambda g: self.give(x, np.broadcast_to(g / k, x.a.shape)))

    def maxpool(self, x, k, stride, pad):
        n, c, h, w = x.a.shape
        p = np.pad(x.a, ((0, 0), (0, 0), (pad, pad), (pad, pad)), constant_values=-np.inf)
        oh, ow = (h + 2 * pad - k) // stride + 1, (w + 2 * pad - k) // stride + 1
        cols = np.stack([p[:, :, i:i + stride * (oh - 1) + 1:stride, j:j + stride * (ow - 1) + 1:stride] for i in range(k) for j in range(k)])
        best = cols.argmax(0)

        def back(g):
            dp = np.zeros_like(p)
            for t in range(k * k):
                i, j = divmod(t, k)
                dp[:, :, i:i + stride * (oh - 1) + 1:stride, j:j + stride * (ow - 1) + 1:stride] += g * (best == t)
            self.give(x, dp[:, :, pad:pad + h, pad:pad + w])
        return self.out("MaxPool", [x], cols.max(0), back, kernel_shape=[k, k], pads=[pad] * 4, strides=[stride] * 2, ceil_mode=0)

    def transpose(self, x, perm):
        return self.out("Transpose", [x], x.a.transpose(perm), lambda g: self.give(x, g.transpose(np.argsort(perm))), perm=list(perm))

    def view(self, op, x, a, ins=(), **attrs):
        return self.out(op, [x] + list(ins), a, lambda g: self.give(x, g.reshape(x.a.shape)), **attrs)

    def reshape(self, x, shape):
        s = self.constant(np.array(shape, np.int64))
        full = [x.a.shape[d] if n == 0 else n for d, n in enumerate(shape)]
        return self.view("Reshape", x, x.a.reshape(full), [s], allowzero=0)

    def reshape_by(self, x, source, shape):
        """As exporters do with a dynamic batch: the first dimension is read from a shape, the others are constants."""
        s = self.fresh("Shape_output")
        self.emit("Shape", [source], [s])
        g = self.fresh("Gather_output")
        self.emit("Gather", [s, self.constant(np.int64(0))], [g], axis=0)
        u = self.fresh("Unsqueeze_output")
        self.emit("Unsqueeze", [g, self.constant(np.array([0], np.int64))], [u])
        parts = [u] + [self.constant(np.array([d], np.int64)) for d in shape[1:]]
        c = self.fresh("Concat_output")
        self.emit("Concat", parts, [c], axis=0)
        full = [source.a.shape[0]] + list(shape[1:])
        return self.view("Reshape", x, x.a.reshape(full), [c], allowzero=0)

    def flatten(self, x):
        return self.view("Flatten", x, x.a.reshape(len(x.a), -1), axis=1)

    def squeeze(self, x, axis):
        return self.view("Squeeze", x, x.a.squeeze(axis), [self.constant(np.array([axis], np.int64))])

    def gather(self, table, tokens):
        def back(g):
            d = np.zeros_like(table.a)
            np.add.at(d, tokens.a, g)
            self.give(table, d)
        return self.out("Gather", [table, tokens], table.a[tokens.a], back)

    def take(self, x, index, axis):
        def back(g):
            d = np.zeros_like(x.a)
            np.moveaxis(d, axis, 0)[index] = g
            self.give(x, d)
        return self.out("Gather", [x, self.constant(np.int64(index))], np.take(x.a, index, axis), back, axis=axis)

    def split(self, x, parts, axis):
        sizes = self.constant(np.array([x.a.shape[axis] // parts] * parts, np.int64))
        names = [self.fresh("Split_output") + "_%d" % i for i in range(parts)]
        self.emit("Split", [x, sizes], names, axis=axis)
        values = []
        for i, piece in enumerate(np.split(x.a, parts, axis)):
            v = V(piece, names[i], True)

            def back(g, i=i):
                d = np.zeros_like(x.a)
                np.split(d, parts, axis)[i][...] = g
                self.give(x, d)
            self.tape.append((v, back))
            values.append(v)
        return values

    def concat(self, xs, axis):
        edges = np.cumsum([x.a.shape[axis] for x in xs])[:-1]

        def back(g):
            for x, piece in zip(xs, np.split(g, edges, axis)):
                self.give(x, piece)
        return self.out("Concat", xs, np.concatenate([x.a for x in xs], axis), back, axis=axis)

    def save(self, path, output, opset, external=False):
        data = None
        if external:
            data = open(path + ".data", "wb")
            data = Labelled(data, path.split("/")[-1] + ".data")
        g = b"".join(field(1, n) for n in self.nodes) + field(2, "main_graph")
        g += b"".join(field(5, tensor(n, a, data)) for n, a in self.inits.items())
        for name, a in self.inputs:
            dims = field(1, field(2, "batch")) + b"".join(field(1, field(1, d)) for d in a.shape[1:])
            g += field(11, field(1, name) + field(2, field(1, field(1, CODES[str(a.dtype)]) + field(2, dims))))
        g += field(12, field(1, output.name) + field(2, field(1, field(1, 1))))
        for name, kind in self.metadata.items():
            g += field(13, field(1, name) + field(4, field(1, "pkg.torch.export.graph_signature.InputSpec.kind") + field(2, kind)))
        m = field(1, 8) + field(2, "pytorch") + field(3, "2.9.1") + field(7, g) + field(8, field(2, opset))
        m += b"".join(field(8, field(1, d) + field(2, 1)) for d in {f[0] for f in self.functions})
        m += b"".join(field(25, f[1]) for f in self.functions)
        open(path, "wb").write(m)

    def backward(self, output, g):
        output.g = g
        for v, back in reversed(self.tape):
            if v.g is not None and v.active:
                back(v.g)
            elif v.g is not None:
                back(v.g)
        return np.concatenate([w.g.ravel() for w in self.weights.values() if w.g is not None])


class Labelled:
    def __init__(self, stream, label):
        self.stream, self.label = stream, label

    def tell(self):
        return self.stream.tell()

    def write(self, b):
        self.stream.write(b)
