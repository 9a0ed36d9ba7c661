package dev.tally.system.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tally.system.bench.Chart.Series;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ChartTest {

    private static final Chart CHART = new Chart(
            "Delays & <more>",
            "viewers",
            "milliseconds",
            List.of("10", "2,000"),
            List.of(new Series("p50", List.of(20.0, 40.0)), new Series("p95", List.of(0.0, 1234.5))));

    @Test
    void svg_image_hasTitleAxesLegendAndAllValuesAsText() throws Exception {
        Document image = parse(CHART);

        assertThat(image.getDocumentElement().getAttribute("role")).isEqualTo("img");
        assertThat(text(image, "title")).containsExactly("Delays & <more>");
        assertThat(text(image, "desc")).containsExactly("milliseconds. p50: 10 20, 2,000 40; p95: 10 0, 2,000 1,235.");
        assertThat(text(image, "text"))
                .contains("Delays & <more>", "viewers", "milliseconds", "10", "2,000", "p50", "p95", "20", "1,235");
    }

    @Test
    void svg_bars_areAsHighAsTheirValues() throws Exception {
        List<Element> bars = bars(parse(CHART));

        assertThat(bars).hasSize(4);
        double height = height(bars.get(3));
        assertThat(height(bars.get(1))).isZero();
        assertThat(height(bars.get(0)) / height).isBetween(0.0, 0.02);
        assertThat(height(bars.get(2)) / height(bars.get(0))).isBetween(1.9, 2.1);
        assertThat(height).isGreaterThan(Chart.HEIGHT / 2.0 * 0.8);
        assertThat(bars.get(0).getAttribute("fill")).isEqualTo(bars.get(2).getAttribute("fill"));
        assertThat(bars.get(0).getAttribute("fill")).isNotEqualTo(bars.get(1).getAttribute("fill"));
    }

    @Test
    void svg_anyValues_staysInTheImage() throws Exception {
        for (double value : new double[] {0, 0.001, 0.3, 1, 9.99, 10, 99, 1000, 30_016, 1e9}) {
            for (int size = 1; size <= 8; size++) {
                Chart chart = new Chart(
                        "t",
                        "x",
                        "y",
                        IntStream.range(0, size).mapToObj(String::valueOf).toList(),
                        List.of(new Series("s", Collections.nCopies(size, value))));
                for (Element bar : bars(parse(chart))) {
                    assertThat(number(bar, "x")).isGreaterThan(0);
                    assertThat(number(bar, "y")).isGreaterThan(60);
                    assertThat(number(bar, "x") + number(bar, "width")).isLessThan(Chart.WIDTH);
                    assertThat(number(bar, "y") + height(bar)).isLessThan(Chart.HEIGHT - 50);
                }
            }
        }
    }

    @Test
    void colours_bothBackgrounds_haveContrast() {
        for (String colour : Chart.COLOURS) {
            for (String background : List.of(Chart.LIGHT, Chart.DARK)) {
                assertThat(contrast(colour, background))
                        .as(colour + " on " + background)
                        .isGreaterThan(3);
            }
        }
    }

    @Test
    void chart_valuesThatDoNotFit_areRejected() {
        List<String> one = List.of("a");
        assertThatIllegalArgumentException().isThrownBy(() -> chart(List.of(), List.of(1.0)));
        assertThatIllegalArgumentException().isThrownBy(() -> chart(one, List.of(1.0, 2.0)));
        assertThatIllegalArgumentException().isThrownBy(() -> chart(one, List.of(-1.0)));
        assertThatIllegalArgumentException().isThrownBy(() -> chart(one, List.of(Double.NaN)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Chart("t", "x", "y", one, Collections.nCopies(5, new Series("s", List.of(1.0)))));
    }

    @Test
    void find_tableAmongText_hasItsColumns() {
        MarkdownTable table = MarkdownTable.find(
                List.of("text", "| a | b |", "|---|---|", "| x | 1,204.5 |", "| y | 2 |", "", "| a | b |"), "| a |");

        assertThat(table.texts("a")).containsExactly("x", "y");
        assertThat(table.series("b", "name")).isEqualTo(new Series("name", List.of(1204.5, 2.0)));
        assertThat(table.has("c")).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> table.texts("c"));
        assertThatIllegalArgumentException().isThrownBy(() -> MarkdownTable.find(List.of(), "| a |"));
    }

    private static Chart chart(List<String> categories, List<Double> values) {
        return new Chart("t", "x", "y", categories, List.of(new Series("s", values)));
    }

    private static Document parse(Chart chart) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(chart.svg().getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> text(Document image, String tag) {
        return elements(image, tag).stream().map(Element::getTextContent).toList();
    }

    /** Returns the bars without the background and the legend. */
    private static List<Element> bars(Document image) {
        return elements(image, "rect").stream()
                .filter(rect ->
                        rect.hasAttribute("x") && !rect.getAttribute("y").equals("43.0"))
                .toList();
    }

    private static List<Element> elements(Document image, String tag) {
        NodeList nodes = image.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int index = 0; index < nodes.getLength(); index++) {
            elements.add((Element) nodes.item(index));
        }
        return elements;
    }

    private static double height(Element bar) {
        return number(bar, "height");
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    // https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    private static double contrast(String one, String other) {
        double lighter = Math.max(luminance(one), luminance(other));
        double darker = Math.min(luminance(one), luminance(other));
        return (lighter + 0.05) / (darker + 0.05);
    }

    private static double luminance(String colour) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int part = 0; part < weights.length; part++) {
            double share = Integer.parseInt(colour.substring(1 + 2 * part, 3 + 2 * part), 16) / 255.0;
            sum += weights[part] * (share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4));
        }
        return sum;
    }
}
