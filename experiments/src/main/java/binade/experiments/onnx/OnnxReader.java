package binade.experiments.onnx;

import binade.experiments.onnx.OnnxModel.Attribute;
import binade.experiments.onnx.OnnxModel.Function;
import binade.experiments.onnx.OnnxModel.Graph;
import binade.experiments.onnx.OnnxModel.Input;
import binade.experiments.onnx.OnnxModel.Node;
import binade.experiments.onnx.OnnxModel.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads an ONNX file: protobuf messages with the field numbers of onnx.proto (github.com/onnx/onnx, IR versions 3 to 13). Nothing in the
 * file is trusted: lengths are checked against what is there before memory is asked for, external data comes from the folder of
 * the model only, nothing is loaded or run.
 */
final class OnnxReader {
    private static final String KIND = "pkg.torch.export.graph_signature.InputSpec.kind";
    private static final long MIN_OPSET = 13;

    private final TensorReader tensors;

    private OnnxReader(Path file) throws IOException {
        tensors = new TensorReader(file);
    }

    /**
     * Reads a file.
     *
     * @throws OnnxException if it is no model, is damaged, or points outside its folder
     * @throws IOException if it cannot be read
     */
    static OnnxModel read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new OnnxException(file + " is a folder; a model is one file");
        }
        long size = Files.size(file);
        if (size > Integer.MAX_VALUE - 16) {
            throw new OnnxException(file + " has " + size + " bytes; protobuf messages have at most 2^31 - 1");
        }
        try {
            return new OnnxReader(file).model(new WireMessage(Files.readAllBytes(file)));
        } catch (OnnxException e) {
            throw new OnnxException(file + ": " + e.getMessage(), e);
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new OnnxException(file + " is damaged or no ONNX model: " + firstSentence(e.getMessage()), e);
        }
    }

    private static String firstSentence(String s) {
        int end = s.indexOf('.');
        return end < 0 ? s : s.substring(0, end).replace('\n', ' ');
    }

    private OnnxModel model(WireMessage m) throws IOException {
        String producer = "";
        String version = "";
        long opset = 0;
        Graph graph = null;
        Map<String, Function> functions = new HashMap<>();
        for (int field = m.next(); field != 0; field = m.next()) {
            switch (field) {
                case 2 -> producer = m.text();
                case 3 -> version = m.text();
                case 7 -> graph = m.message(this::graph);
                case 8 -> {
                    Object[] import_ = m.message(OnnxReader::opset);
                    if (import_[0].equals("")) {
                        opset = (long) import_[1];
                    }
                }
                case 25 -> m.message(f -> function(f, functions));
                default -> m.skip();
            }
        }
        if (graph == null) {
            throw new OnnxException("there is no graph in it: not an ONNX model");
        }
        if (opset < MIN_OPSET) {
            throw new OnnxException("it uses opset " + opset + "; supported are " + MIN_OPSET
                    + " and newer (torch.onnx.export(..., opset_version=18))");
        }
        return new OnnxModel((producer + " " + version).strip(), opset, graph, functions);
    }

    private static Object[] opset(WireMessage m) throws IOException {
        String domain = "";
        long version = 0;
        for (int field = m.next(); field != 0; field = m.next()) {
            switch (field) {
                case 1 -> domain = domain(m.text());
                case 2 -> version = m.integer();
                default -> m.skip();
            }
        }
        return new Object[] {domain, version};
    }

    private static String domain(String d) {
        return d.equals("ai.onnx") ? "" : d;
    }

    private Graph graph(WireMessage m) throws IOException {
        List<Node> nodes = new ArrayList<>();
        Map<String, Tensor> initializers = new LinkedHashMap<>();
        List<Input> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, String> kinds = new HashMap<>();
        for (int field = m.next(); field != 0; field = m.next()) {
            switch (field) {
                case 1 -> nodes.add(m.message(this::node));
                case 5 -> {
                    Tensor t = m.message(tensors::read);
                    initializers.put(t.name(), t);
                }
                case 11 -> inputs.add(m.message(v -> valueInfo(v, kinds)));
                case 12 -> outputs.add(m.message(v -> valueInfo(v, kinds)).name());
                case 13 -> m.message(v -> valueInfo(v, kinds));
                case 15 -> throw new OnnxException("sparse tensors are not supported");
                default -> m.skip();
            }
        }
        initializers.replaceAll((name, t) -> t.kind().isEmpty() && kinds.containsKey(name) ? t.withKind(kinds.get(name)) : t);
        inputs.removeIf(i -> initializers.containsKey(i.name())); // IR versions before 4 list them there too
        return new Graph(nodes, initializers, inputs, outputs);
    }

    private static Input valueInfo(WireMessage m, Map<String, String> kinds) throws IOException {
        String name = "";
        TensorType type = TensorType.NONE;
        String kind = null;
        for (int field = m.next(); field != 0; field = m.next()) {
            switch (field) {
                case 1 -> name = m.text();
                case 2 -> type = m.message(OnnxReader::type);
                case 4 -> {
                    String[] entry = m.message(OnnxReader::entry);
                    kind = entry[0].equals(KIND) ? entry[1] : kind;
                }
                default -> m.skip();
            }
        }
        if (kind != null) {
            kinds.put(name, kind);
        }
        return new Input(name, type.element, type.dimensions);
    }

    /** Key and value of a StringStringEntryProto. */
    static String[] entry(WireMessage m) throws IOException {
        String[] entry = {"", ""};
        for (int field = m.next(); field != 0; field = m.next()) {
            switch (field) {
                case 1 -> entry[0] = m.text();
                case 2 -> entry[1] = m.text();
                default -> m.skip();
            }
        }
        return entry;
    }

    /** Of a TypeProto: element type, 0 for what is no tensor, and dimensions as {@link Input} has them. */
    private record TensorType(int element, List<Long> dimensions) {
        static final TensorType NONE = new TensorType(0, null);
    }

    private static TensorType type(WireMessage m) throws IOException {
        TensorType type = TensorType.NONE;
        for (int field = m.next(); field != 0; field = m.next()) {
            if (field == 1) {
                type = m.message(OnnxReader::tensorType);
            } else {
                m.skip();
            }
        }
        return type;
    }

    private static TensorType tensorType(WireMessage m) throws IOException {
        int element = 0;
        List<Long> dimensions = null;
        for (int field = m.next(); field != 0; field = m.next()) {
            switch (field) {
                case 1 -> element = (int) m.integer();
                case 2 -> dimensions = m.message(OnnxReader::dimensions);
                default -> m.skip();
            }
        }
        return new TensorType(element, dimensions);
    }

    /** Of a TensorShapeProto. */
    private static List<Long> dimensions(WireMessage m) throws IOException {
        List<Long> dimensions = new ArrayList<>();
        for (int field = m.next(); field != 0; field = m.next()) {
            if (field == 1) {
                dimensions.add(m.message(OnnxReader::dimension));
            } else {
                m.skip();
            }
        }
        return dimensions;
    }

    private static long dimension(WireMessage m) throws IOException {
        long size = -1;
        for (int field = m.next(); field != 0; field = m.next()) {
            if (field == 1) {
                size = m.integer();
            } else {
                m.skip();
            }
        }
        return size;
    }

    private Node node(WireMessage m) throws IOException {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        String name = "";
        String type = "";
        String domain = "";
        String overload = "";
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        for (int field = m.next(); field != 0; field = m.next()) {
            switch (field) {
                case 1 -> inputs.add(m.text());
                case 2 -> outputs.add(m.text());
                case 3 -> name = m.text();
                case 4 -> type = m.text();
                case 5 -> {
                    Attribute a = m.message(this::attribute);
                    attributes.put(a.name(), a);
                }
                case 7 -> domain = domain(m.text());
                case 8 -> overload = m.text();
                default -> m.skip();
            }
        }
        return new Node(name, domain, type, overload, inputs, outputs, attributes);
    }

    private Attribute attribute(WireMessage m) throws IOException {
        String name = "";
        Float number = null;
        Long integer = null;
        String text = null;
        Tensor tensor = null;
        Graph graph = null;
        String reference = "";
        Numbers numbers = new Numbers();
        Numbers integers = new Numbers();
        for (int field = m.next(); field != 0; field = m.next()) {
            switch (field) {
                case 1 -> name = m.text();
                case 2 -> number = m.number();
                case 3 -> integer = m.integer();
                case 4 -> text = decode(m.bytes());
                case 5 -> tensor = m.message(tensors::read);
                case 6 -> graph = m.message(this::graph);
                case 7 -> m.numbers(numbers, false);
                case 8 -> m.integers(integers);
                case 21 -> reference = m.text();
                default -> m.skip();
            }
        }
        return new Attribute(name, number, integer, text, tensor, graph, numbers.count() == 0 ? null : numbers.floats(),
                integers.count() == 0 ? null : integers.longs(), reference);
    }

    private static String decode(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    private Void function(WireMessage m, Map<String, Function> functions) throws IOException {
        String name = "";
        String domain = "";
        String overload = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<Node> nodes = new ArrayList<>();
        Map<String, Attribute> defaults = new LinkedHashMap<>();
        for (int field = m.next(); field != 0; field = m.next()) {
            switch (field) {
                case 1 -> name = m.text();
                case 4 -> inputs.add(m.text());
                case 5 -> outputs.add(m.text());
                case 7 -> nodes.add(m.message(this::node));
                case 10 -> domain = domain(m.text());
                case 11 -> {
                    Attribute a = m.message(this::attribute);
                    defaults.put(a.name(), a);
                }
                case 13 -> overload = m.text();
                default -> m.skip();
            }
        }
        functions.put(OnnxModel.functionKey(domain, name, overload), new Function(inputs, outputs, defaults, nodes));
        return null;
    }
}
