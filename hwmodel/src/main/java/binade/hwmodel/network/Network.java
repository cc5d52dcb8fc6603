package binade.hwmodel.network;

import binade.hwmodel.Tables;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The layers of a network that multiply, from {@code networks/networks.csv} in the resources. */
public record Network(String id, List<Layer> layers) {
    private static final Map<String, Network> ALL = read();

    /** @throws IllegalArgumentException if there is none, with all that are */
    public static Network find(String id) {
        Network network = ALL.get(id.strip().toLowerCase(java.util.Locale.ROOT));
        if (network == null) {
            throw new IllegalArgumentException(
                    "unknown network '" + id + "'; there are " + String.join(" ", ALL.keySet()));
        }
        return network;
    }

    private static Map<String, Network> read() {
        Map<String, List<Layer>> layers = new LinkedHashMap<>();
        for (NamedCsvRecord r : Tables.read("networks/networks.csv")) {
            List<Layer> list = layers.computeIfAbsent(r.getField("network"), n -> new ArrayList<>());
            list.add(new Layer(
                    r.getField("layer"), whole(r, "in_channels"), whole(r, "out_channels"), whole(r, "kernel"),
                    whole(r, "height"), whole(r, "width"), whole(r, "stride"), list.isEmpty()));
        }
        Map<String, Network> networks = new LinkedHashMap<>();
        layers.forEach((id, list) -> networks.put(id, new Network(id, List.copyOf(list))));
        return networks;
    }

    private static int whole(NamedCsvRecord row, String column) {
        return Integer.parseInt(row.getField(column));
    }

    /** Multiply-accumulates of a forward pass. */
    public long forwardMacs(int images) {
        return layers.stream().mapToLong(l -> l.macs(images)).sum();
    }

    /** Multiply-accumulates of a training step: three products a layer, two in the first. */
    public long trainingMacs(int images) {
        return layers.stream().mapToLong(l -> (l.first() ? 2 : 3) * l.macs(images)).sum();
    }

    public long weights() {
        return layers.stream().mapToLong(Layer::weights).sum();
    }

    /** Input and output values of the layer that has most of them: what inference needs at once. */
    public long largestActivations() {
        long largest = 0;
        long before = 0;
        for (Layer l : layers) {
            largest = Math.max(largest, before + l.outputs());
            before = l.outputs();
        }
        return largest;
    }

    /** Output values of all layers for one image: what training keeps. */
    public long activations() {
        return layers.stream().mapToLong(Layer::outputs).sum();
    }
}
