"""Writes unsupported.onnx: four operators that are not known, one behind another, one of them without a name, one of a maker of its own.

    python3 unsupported.py FOLDER
"""
import sys
from onnx import TensorProto, helper, save


def floats(name, shape):
    n = 1
    for d in shape:
        n *= d
    return helper.make_tensor(name, TensorProto.FLOAT, shape, [0.1 * (i % 7 - 3) for i in range(n)])


nodes = [
    helper.make_node("Einsum", ["x", "w"], ["a"], name="mix", equation="ni,ij->nj"),
    helper.make_node("Relu", ["a"], ["b"], name="relu"),
    helper.make_node("Twist", ["b"], ["c"], name="twist", domain="com.example"),
    helper.make_node("Einsum", ["c", "w"], ["d"], equation="ni,ij->nj"),
    helper.make_node("Unsqueeze", ["d", "axis"], ["e"], name="positions"),
    helper.make_node("GRU", ["e", "gw", "gr"], ["f"], name="memory", hidden_size=3),
    helper.make_node("Gemm", ["x", "v"], ["g"], name="known"),
    helper.make_node("MatMul", ["d", "v"], ["y"], name="head"),
]
graph = helper.make_graph(
    nodes, "unsupported", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 6])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 3])],
    [floats("w", [6, 6]), floats("v", [6, 3]), floats("gw", [1, 9, 6]), floats("gr", [1, 9, 3]),
     helper.make_tensor("axis", TensorProto.INT64, [1], [0])])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.example", 1)])
model.ir_version = 8
save(model, f"{sys.argv[1]}/unsupported.onnx")
