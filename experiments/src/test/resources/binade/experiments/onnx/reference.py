"""Writes small models with random weights and data, and reference.csv: loss and angles at room 0, placement `operands`.

    python3 reference.py FOLDER

One model per family and exporter habit: resnet (Gemm, batch norm, max pool, opset 13), mobilenet (depthwise, ReLU6, hard swish,
squeeze and excitation, external data, opset 18), lstm (two layers, the second in reverse, last state, opset 17), transformer
(embedding, positions, LayerNormalization, Erf GELU, MatMul with a transposed initializer, opset 20), decomposed (the same block
with LayerNorm in its parts, split heads, a causal mask, and tokens' labels at every position, opset 14)."""
import sys
import numpy as np
from tracer import Model, V, field

LISTS = {"fp134": [5] * 7 + [4, 3, 2, 1, 0], "fp143": [4] * 15 + [3, 2, 1, 0], "fp152": [3] * 31 + [2, 1, 0],
         "sm8": [7, 6, 5, 4, 3, 2, 1, 0], "log4": [1] * 7 + [0]}


def quantizer(bits, room=0):
    m = np.array(bits)

    def q(x):
        x = x.astype(np.float32).astype(np.float64)
        top = np.abs(x).max()
        s = (int(np.floor(np.log2(top))) if top > 0 else 0) + room
        out = np.zeros_like(x)
        nz = x != 0
        e = np.floor(np.log2(np.abs(x[nz])))
        j = np.minimum(s - e, len(m) - 1).astype(int)
        u = 2.0 ** (s - j + 1 - m[np.maximum(j, 0)])
        v = np.where(j < 0, x[nz], np.rint(x[nz] / u) * u)
        limit = 2.0 ** (s + 1) - 2.0 ** (s + 1 - m[0])
        out[nz] = np.clip(v, -limit, limit)
        return out
    return q


def cross_entropy(z, y):
    flat, lab = z.reshape(-1, z.shape[-1]), y.reshape(-1)
    e = flat - flat.max(1, keepdims=True)
    p = np.exp(e) / np.exp(e).sum(1, keepdims=True)
    loss = -np.log(p[np.arange(len(lab)), lab]).mean()
    p[np.arange(len(lab)), lab] -= 1
    return loss, (p / len(lab)).reshape(z.shape)


def normal(rng, *shape, scale=None):
    fan = np.prod(shape[1:]) if len(shape) > 1 else 1
    return rng.normal(0, scale or np.sqrt(1.5 / fan), shape).astype(np.float32)


def bn(m, rng, x, name, c):
    return m.batchnorm(x, m.init(name + ".weight", rng.uniform(0.6, 1.4, c).astype(np.float32)), m.init(name + ".bias", normal(rng, c, scale=0.2)),
                       m.init(name + ".running_mean", normal(rng, c, scale=0.2)), m.init(name + ".running_var", rng.uniform(0.5, 1.5, c).astype(np.float32)))


def resnet(m, rng, x):
    def conv(x, name, o, i, k, stride=1):
        return m.conv(x, m.init(name + ".weight", normal(rng, o, i, k, k)), stride=stride, pad=k // 2)
    h = m.maxpool(m.relu(bn(m, rng, conv(x, "conv1", 8, 3, 3), "bn1", 8)), 3, 2, 1)
    y = m.relu(bn(m, rng, conv(h, "layer1.0.conv1", 8, 8, 3), "layer1.0.bn1", 8))
    h = m.relu(m.add(bn(m, rng, conv(y, "layer1.0.conv2", 8, 8, 3), "layer1.0.bn2", 8), h))
    y = m.relu(bn(m, rng, conv(h, "layer2.0.conv1", 12, 8, 3, 2), "layer2.0.bn1", 12))
    s = bn(m, rng, conv(h, "layer2.0.downsample.0", 12, 8, 1, 2), "layer2.0.downsample.1", 12)
    h = m.relu(m.add(bn(m, rng, conv(y, "layer2.0.conv2", 12, 12, 3), "layer2.0.bn2", 12), s))
    return m.gemm(m.flatten(m.globalpool(h)), m.init("fc.weight", normal(rng, 10, 12)), m.init("fc.bias", normal(rng, 10, scale=0.1)))


def mobilenet(m, rng, x):
    def conv(x, name, o, i, k, stride=1, groups=1, bias=False):
        b = m.init(name + ".bias", normal(rng, o, scale=0.1)) if bias else None
        return m.conv(x, m.init(name + ".weight", normal(rng, o, i // groups, k, k)), b, stride, k // 2, groups)
    h = m.hardswish(bn(m, rng, conv(x, "features.0.0", 8, 3, 3, 2), "features.0.1", 8))
    y = m.clip(bn(m, rng, conv(h, "features.1.conv.0.0", 24, 8, 1), "features.1.conv.0.1", 24), 0.0, 6.0)
    y = m.clip(bn(m, rng, conv(y, "features.1.conv.1.0", 24, 24, 3, 1, 24), "features.1.conv.1.1", 24), 0.0, 6.0)
    s = m.mean(y, [2, 3], attribute_axes=False)
    s = m.relu(conv(s, "features.1.se.fc1", 8, 24, 1, bias=True))
    s = m.hardsigmoid(conv(s, "features.1.se.fc2", 24, 8, 1, bias=True))
    h = m.add(h, bn(m, rng, conv(m.mul(s, y), "features.1.conv.3", 8, 24, 1), "features.1.conv.4", 8))
    h = m.hardswish(bn(m, rng, conv(h, "features.2.0", 16, 8, 5, 2, 2), "features.2.1", 16))
    h = m.flatten(m.mean(h, [2, 3], attribute_axes=False))
    return m.gemm(h, m.init("classifier.weight", normal(rng, 10, 16)), m.init("classifier.bias", normal(rng, 10, scale=0.1)))


def lstm(m, rng, tokens):
    h = m.gather(m.init("embed.weight", normal(rng, 30, 12, scale=1)), tokens)
    h = m.transpose(h, [1, 0, 2])
    for layer, (d, hid, rev) in enumerate([(12, 10, False), (10, 8, True)]):
        w = m.init("onnx::LSTM_%d" % (200 + layer), normal(rng, 1, 4 * hid, d, scale=0.5))
        r = m.init("onnx::LSTM_%d" % (210 + layer), normal(rng, 1, 4 * hid, hid, scale=0.5))
        b = m.init("onnx::LSTM_%d" % (220 + layer), normal(rng, 1, 8 * hid, scale=0.3), weight=False)
        zero = m.fresh("Shape_output")  # initial states of zeros, of the batch size
        m.emit("Shape", [h], [zero], start=1, end=2)
        one = m.constant(np.array([1], np.int64))
        units = m.constant(np.array([hid], np.int64))
        size = m.fresh("Concat_output")
        m.emit("Concat", [one, zero, units], [size], axis=0)
        state = m.fresh("ConstantOfShape_output")
        m.emit("ConstantOfShape", [size], [state], value=np.zeros(1, np.float32))
        y, last = m.lstm(h, w, r, b, rev, [state, state])
        h = m.squeeze(y, 1)
    h = m.take(last, 0, 0)
    return m.gemm(h, m.init("fc.weight", normal(rng, 6, 8)), m.init("fc.bias", normal(rng, 6, scale=0.1)))


def linear_matmul(m, rng, x, name, o, i, scale=None):
    """As the TorchScript exporter folds x @ W.T: the initializer is W.T under a number for a name."""
    w = m.init("onnx::MatMul_%d" % (100 + len(m.nodes)), np.ascontiguousarray(normal(rng, o, i, scale=scale).T))
    return m.add(m.init(name + ".bias", normal(rng, o, scale=0.1)), m.matmul(x, w))


def attention(m, rng, x, d, heads, mask=None, fused=True):
    n, t, _ = x.a.shape
    e = d // heads
    if fused:
        qkv = m.split(linear_matmul(m, rng, x, "attn.in_proj", 3 * d, d), 3, 2)
    else:
        qkv = [linear_matmul(m, rng, x, "attn." + k, d, d) for k in "qkv"]
    q, k, v = [m.transpose(m.reshape_by(z, x, [n, t, heads, e]), [0, 2, 1, 3]) for z in qkv]
    root = m.constant(np.float32(np.sqrt(np.sqrt(1 / e))))
    scores = m.matmul(m.mul(q, root), m.mul(m.transpose(k, [0, 1, 3, 2]), root))
    if mask is not None:
        scores = m.add(scores, mask)
    y = m.transpose(m.matmul(m.softmax(scores), v), [0, 2, 1, 3])
    return linear_matmul(m, rng, m.reshape_by(y, x, [n, t, d]), "attn.out_proj", d, d)


def gelu(m, x):
    y = m.add(m.erf(m.div(x, m.constant(np.float32(np.sqrt(2))))), m.constant(np.float32(1)))
    return m.mul(m.mul(x, y), m.constant(np.float32(0.5)))


def layernorm(m, rng, x, name, d, parts):
    s, b = m.init(name + ".weight", rng.uniform(0.6, 1.4, d).astype(np.float32)), m.init(name + ".bias", normal(rng, d, scale=0.1))
    if not parts:
        return m.layernorm(x, s, b)
    c = m.sub(x, m.mean(x, [-1]))
    v = m.mean(m.power(c, m.constant(np.float32(2))), [-1])
    return m.add(m.mul(m.div(c, m.sqrt(m.add(v, m.constant(np.float32(1e-5))))), s), b)


def transformer(m, rng, tokens, parts=False):
    d, heads, t = 16, 2, tokens.a.shape[1]
    x = m.gather(m.init("tok.weight", normal(rng, 30, d, scale=1)), tokens)
    x = m.add(x, m.init("pos", normal(rng, 1, t, d, scale=0.5)))
    mask = None
    if parts:
        mask = m.init("mask", np.triu(np.full((1, 1, t, t), -1e9, np.float32), 1), weight=False)
    x = m.add(x, attention(m, rng, layernorm(m, rng, x, "ln1", d, parts), d, heads, mask, not parts))
    y = gelu(m, linear_matmul(m, rng, layernorm(m, rng, x, "ln2", d, parts), "ff1", 2 * d, d))
    x = layernorm(m, rng, m.add(x, linear_matmul(m, rng, y, "ff2", d, 2 * d)), "ln3", d, parts)
    if parts:
        return linear_matmul(m, rng, x, "head", 30, d)
    x = m.reshape_by(m.mean(x, [1]), x, [0, d])
    return m.gemm(x, m.init("head.weight", normal(rng, 6, d)), m.init("head.bias", normal(rng, 6, scale=0.1)))


def decomposed(m, rng, tokens):
    return transformer(m, rng, tokens, True)


def images(rng, n):
    return rng.normal(0, 1, (n, 3, 12, 12)).astype(np.float32), rng.integers(0, 10, n)


def sequences(rng, n):
    return rng.integers(0, 30, (n, 7)), rng.integers(0, 6, n)


def next_tokens(rng, n):
    s = rng.integers(0, 30, (n, 9))
    return s[:, :-1], s[:, 1:]


CASES = [("resnet", resnet, images, 13, False, "x"), ("mobilenet", mobilenet, images, 18, True, "x"), ("lstm", lstm, sequences, 17, False, "tokens"),
         ("transformer", transformer, sequences, 17, True, "tokens"), ("decomposed", decomposed, next_tokens, 14, False, "tokens")]
BATCH, BATCHES = 8, 3


def main(folder):
    rows = []
    for seed, (name, net, source, opset, external, label) in enumerate(CASES):
        x, y = source(np.random.default_rng(100 + seed), BATCH * BATCHES + 3)
        np.savez_compressed(f"{folder}/{name}.npz", x=x, y=y)

        def gradient(batch, rounding):
            m = Model(rounding)
            xs = x[batch * BATCH:(batch + 1) * BATCH]
            out = net(m, np.random.default_rng(seed), m.input(label, xs))
            loss, g = cross_entropy(out.a, y[batch * BATCH:(batch + 1) * BATCH])
            return m, out, loss, m.backward(out, g)
        m, out, _, _ = gradient(0, (None, None))
        if external:
            m.metadata = {n: "PARAMETER" if n in m.weights else "BUFFER" for n in m.inits if m.inits[n].dtype == np.float32}
        m.save(f"{folder}/{name}.onnx", out, opset, external)
        reference = [gradient(b, (None, None)) for b in range(BATCHES)]
        loss = np.mean([r[2] for r in reference])
        for f, bits in LISTS.items():
            q = quantizer(bits)
            angles = []
            for rounding in [(None, q), (q, None), (q, q)]:
                each = []
                for b in range(BATCHES):
                    g, h = reference[b][3], gradient(b, rounding)[3]
                    u, v = g / np.linalg.norm(g), h / np.linalg.norm(h)
                    each.append(np.degrees(2 * np.arcsin(min(1, np.linalg.norm(u - v) / 2))))
                angles.append(np.mean(each))
            rows.append(f"{name},{reference[0][3].size},{f},{loss:.9f}," + ",".join(f"{a:.6f}" for a in angles))
    with open(f"{folder}/reference.csv", "w") as out:
        out.write("# written by python3 reference.py (numpy %s), batch size %d, %d mini-batches, room 0\n" % (np.__version__, BATCH, BATCHES))
        out.write("model,weights,format,loss,error_angle_deg,activation_angle_deg,both_angle_deg\n" + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
