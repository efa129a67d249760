package io.millrace.bench.versus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.bench.versus.LineChart.Line;
import io.millrace.bench.versus.LineChart.Point;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

final class LineChartTest {

  @Test
  void shouldDrawADecadeAsAnEqualLengthAndMoreHigherUp() throws Exception {
    Line line = new Line("a", List.of(new Point(100, 30), new Point(1, 1), new Point(10, 900)));
    Document svg = parsed(new LineChart("t", "x", "y", List.of(line)).draw());

    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(3);
    double first = number(svg, 0, "cx");
    double second = number(svg, 1, "cx");
    double third = number(svg, 2, "cx");
    assertThat(second - first).isCloseTo(third - second, within(0.2));
    assertThat(number(svg, 1, "cy")).isLessThan(number(svg, 2, "cy"));
    assertThat(number(svg, 2, "cy")).isLessThan(number(svg, 0, "cy"));
  }

  @Test
  void shouldDrawWhatHasNoPoints() throws Exception {
    Line empty = new Line("none", List.of());
    Line zero = new Line("zero", List.of(new Point(1, 0)));
    Document svg = parsed(new LineChart("t", "x", "y", List.of(empty, zero)).draw());
    assertThat(svg.getElementsByTagName("circle").getLength()).isZero();
    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
  }

  private static double number(Document svg, int circle, String attribute) {
    Element element = (Element) svg.getElementsByTagName("circle").item(circle);
    return Double.parseDouble(element.getAttribute(attribute));
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }
}
