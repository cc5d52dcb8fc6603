package binade.hwmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import binade.formats.FormatSet;
import binade.formats.Formats;
import binade.formats.GridFormat;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class MacCostProperties {
    private static final List<GridFormat> FORMATS = Stream.of(
                    Formats.all().stream(),
                    FormatSet.paper().stream(),
                    Stream.of("q3.4", "uq3.4", "q0.24", "uq24.0", "uq0.1", "float:1,0,0", "float:1,6,0", "float:8,20,128",
                                    "list:1,0", "list:2,2,0", "list:24,24,3,2,1,0", "list:1x255,0")
                            .map(Formats::parse))
            .flatMap(s -> s)
            .toList();

    @Provide
    Arbitrary<GridFormat> formats() {
        return Arbitraries.of(FORMATS);
    }

    /** Every format is visited: the domain is small. */
    @Example
    void everyFormatHasAPositiveFiniteCost() {
        assertThat(FORMATS).hasSizeGreaterThan(498 + 60);
        for (GridFormat format : FORMATS) {
            MacCost cost = MacCost.of(format);
            assertThat(List.of(cost.areaUm2(), cost.nand2(), cost.energyPj(), cost.areaRelative(), cost.energyRelative()))
                    .as(format.id())
                    .allMatch(v -> v > 0 && v < 1e6);
            assertThat(cost.accumulator().bits()).as(format.id()).isEqualTo((int) cost.unit().cells().flipFlops());
        }
    }

    @Property
    void partsAddUpToTheUnit(
            @ForAll("formats") GridFormat a, @ForAll("formats") GridFormat b,
            @ForAll("accumulations") String accumulation) {
        int lanes = accumulation.startsWith("fp") ? 1 : 4;
        MacCost cost = MacCost.of(a, b, Accumulation.parse(accumulation), lanes);
        assertThat(cost.parts().stream().mapToDouble(MacCost.PartCost::share).sum()).isCloseTo(1, within(1e-12));
        assertThat(cost.parts().stream().mapToDouble(MacCost.PartCost::areaUm2).sum())
                .isCloseTo(cost.areaUm2(), within(1e-9 * cost.areaUm2()));
    }

    @Provide
    Arbitrary<String> accumulations() {
        return Arbitraries.of("exact", "fp32", "fp16", "fp169", "fused:13", "fused:25");
    }

    @Property
    void operandsMayBeSwapped(
            @ForAll("formats") GridFormat a, @ForAll("formats") GridFormat b,
            @ForAll("accumulations") String accumulation) {
        Accumulation how = Accumulation.parse(accumulation);
        assertThat(MacCost.of(a, b, how, 1).unit().cells()).isEqualTo(MacCost.of(b, a, how, 1).unit().cells());
    }

    @Property
    void areaGrowsWithTheAccumulator(
            @ForAll("formats") GridFormat format, @ForAll @IntRange(min = 0, max = 40) int guardBits) {
        Datapath path = Datapath.of(format);
        assertThat(area(new ExactMac(path, path, guardBits + 1, 1)))
                .isGreaterThan(area(new ExactMac(path, path, guardBits, 1)));
        assertThat(area(new FloatingMac(path, path, new Accumulator.Floating(8, guardBits + 2))))
                .isGreaterThan(area(new FloatingMac(path, path, new Accumulator.Floating(8, guardBits + 1))));
        assertThat(area(new IntegerMac(8, 8, guardBits + 17, 1)))
                .isGreaterThan(area(new IntegerMac(8, 8, guardBits + 16, 1)));
    }

    @Property
    void aLaneMoreCostsAreaButLessThanAUnitMore(
            @ForAll("formats") GridFormat format, @ForAll @IntRange(min = 2, max = 32) int lanes) {
        Datapath path = Datapath.of(format);
        double more = area(MacUnits.of(path, path, Accumulation.EXACT, lanes + 1));
        double fewer = area(MacUnits.of(path, path, Accumulation.EXACT, lanes));
        assertThat(more).isGreaterThan(fewer);
        assertThat(more - fewer).isLessThan(area(MacUnits.of(path, path, Accumulation.EXACT, 1)));
    }

    @Property
    void aWiderIntegerCostsMore(@ForAll @IntRange(min = 2, max = 15) int bits) {
        assertThat(MacCost.of(Formats.parse("int" + (bits + 1))).areaUm2())
                .isGreaterThan(MacCost.of(Formats.parse("int" + bits)).areaUm2());
    }

    private static double area(MacUnit unit) {
        return CellLibrary.NANGATE45.areaUm2(unit.cells());
    }
}
