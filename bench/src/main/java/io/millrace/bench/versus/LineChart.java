package io.millrace.bench.versus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws lines over two logarithmic axes: what differs tenfold stays readable beside each other. */
final class LineChart {

  private static final int WIDTH = 920;
  private static final int HEIGHT = 420;
  private static final int LEFT = 80;
  private static final int RIGHT = 310;
  private static final int TOP = 40;
  private static final int BOTTOM = 50;
  private static final int KEY_STEP = 20;
  private static final int[] STEPS = {1, 2, 5};

  /** Told apart also by those who see no red and green. */
  private static final List<String> COLOURS =
      List.of("#555555", "#0072b2", "#56b4e9", "#d55e00", "#e69f00", "#009e73", "#cc79a7");

  private final String title;
  private final String xName;
  private final String yName;
  private final List<Line> lines;
  private final Axis x;
  private final Axis y;

  record Point(double x, double y) {}

  record Line(String name, List<Point> points) {
    Line {
      points = points.stream().sorted((a, b) -> Double.compare(a.x(), b.x())).toList();
    }
  }

  /** From a value to its place, a decade to an equal length. */
  private record Axis(double lowest, double highest, double from, double to) {
    static Axis over(double[] values, double from, double to) {
      double lowest = Double.MAX_VALUE;
      double highest = 0;
      for (double value : values) {
        if (value > 0) {
          lowest = Math.min(lowest, value);
          highest = Math.max(highest, value);
        }
      }
      return highest == 0
          ? new Axis(1, 10, from, to)
          : new Axis(lowest / 1.2, highest * 1.2, from, to);
    }

    double at(double value) {
      double share = Math.log(value / lowest) / Math.log(highest / lowest);
      return from + share * (to - from);
    }

    List<Double> marks() {
      List<Double> marks = new ArrayList<>();
      double decade = Math.pow(10, Math.floor(Math.log10(lowest)));
      for (; decade <= highest; decade *= 10) {
        for (int step : STEPS) {
          double mark = decade * step;
          if (mark >= lowest && mark <= highest) {
            marks.add(mark);
          }
        }
      }
      return marks;
    }
  }

  LineChart(String title, String xName, String yName, List<Line> lines) {
    this.title = title;
    this.xName = xName;
    this.yName = yName;
    this.lines = List.copyOf(lines);
    this.x = Axis.over(values(lines, true), LEFT, WIDTH - RIGHT);
    this.y = Axis.over(values(lines, false), HEIGHT - BOTTOM, TOP);
  }

  private static double[] values(List<Line> lines, boolean ofX) {
    return lines.stream()
        .flatMap(line -> line.points().stream())
        .mapToDouble(point -> ofX ? point.x() : point.y())
        .toArray();
  }

  String draw() {
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
            <rect width="100%%" height="100%%" fill="white"/>
            <text x="%d" y="22" font-size="14">%s</text>
            """,
            WIDTH,
            HEIGHT,
            LEFT,
            title));
    for (double mark : x.marks()) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%1$.1f\" y1=\"%2$d\" x2=\"%1$.1f\" y2=\"%3$d\" stroke=\"#dddddd\"/>%n",
              x.at(mark),
              TOP,
              HEIGHT - BOTTOM));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
              x.at(mark),
              HEIGHT - BOTTOM + 16,
              told(mark)));
    }
    for (double mark : y.marks()) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%1$d\" y1=\"%2$.1f\" x2=\"%3$d\" y2=\"%2$.1f\" stroke=\"#dddddd\"/>%n",
              LEFT,
              y.at(mark),
              WIDTH - RIGHT));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
              LEFT - 6,
              y.at(mark) + 4,
              told(mark)));
    }
    for (int i = 0; i < lines.size(); i++) {
      draw(svg, lines.get(i), COLOURS.get(i % COLOURS.size()), TOP + 10 + i * KEY_STEP);
    }
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <text x="%d" y="%d" text-anchor="middle">%s</text>
            <text x="16" y="%d" text-anchor="middle" transform="rotate(-90 16 %d)">%s</text>
            </svg>
            """,
            (LEFT + WIDTH - RIGHT) / 2,
            HEIGHT - 12,
            xName,
            (TOP + HEIGHT - BOTTOM) / 2,
            (TOP + HEIGHT - BOTTOM) / 2,
            yName));
    return svg.toString();
  }

  private void draw(StringBuilder svg, Line line, String colour, int keyY) {
    StringBuilder path = new StringBuilder();
    for (Point point : line.points()) {
      if (point.x() > 0 && point.y() > 0) {
        path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x.at(point.x()), y.at(point.y())));
        svg.append(
            String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n",
                x.at(point.x()),
                y.at(point.y()),
                colour));
      }
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
            path.toString().strip(),
            colour));
    int keyX = WIDTH - RIGHT + 14;
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%1$d\" y1=\"%2$d\" x2=\"%3$d\" y2=\"%2$d\" stroke=\"%4$s\" stroke-width=\"3\"/>%n",
            keyX,
            keyY,
            keyX + 18,
            colour));
    svg.append(
        String.format(
            Locale.ROOT, "<text x=\"%d\" y=\"%d\">%s</text>%n", keyX + 24, keyY + 4, line.name()));
  }

  private static String told(double value) {
    return value >= 1
        ? String.format(Locale.ROOT, "%,d", Math.round(value))
        : String.format(Locale.ROOT, "%.3f", value).replaceAll("0+$", "");
  }
}
