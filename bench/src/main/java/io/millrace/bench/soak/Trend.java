package io.millrace.bench.soak;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a figure drifts: a straight line through its samples, and how sure that line is. Samples
 * fall into groups of which each may stand on a level of its own, such as one life of a process;
 * the slope is common to all.
 *
 * <p>Noise has a slope, too. So a figure drifts only if its slope is above the bound by more than
 * three of its standard errors, and is steady only if it is below by as much; what lies between is
 * undecided, and a longer run decides it. Few samples decide nothing.
 */
final class Trend {

  /** Of a normal error one in seven hundred lies further above. */
  static final double ERRORS = 3;

  /** Below this many degrees of freedom the error itself is a guess. */
  static final int FREEDOM_MIN = 8;

  private final List<List<Point>> groups = new ArrayList<>();

  private record Point(double x, double y) {}

  /** What can be said. */
  enum Verdict {
    STEADY,
    DRIFTS,
    UNDECIDED,
    TOO_SHORT
  }

  /**
   * The line.
   *
   * @param error the slope's standard error
   * @param freedom samples beyond what the line itself takes
   */
  record Line(double slope, double error, int freedom) {
    Verdict against(double slopeMax) {
      if (freedom < FREEDOM_MIN) {
        return Verdict.TOO_SHORT;
      }
      double doubt = ERRORS * error;
      if (slope - doubt > slopeMax) {
        return Verdict.DRIFTS;
      }
      return slope + doubt <= slopeMax ? Verdict.STEADY : Verdict.UNDECIDED;
    }
  }

  void beginGroup() {
    groups.add(new ArrayList<>());
  }

  /** Into the last group; the first begins by itself. */
  void add(double x, double y) {
    if (groups.isEmpty()) {
      beginGroup();
    }
    groups.getLast().add(new Point(x, y));
  }

  /** The middle one of all values, 0 without any. */
  double medianOfValues() {
    List<Double> values = groups.stream().flatMap(List::stream).map(Point::y).sorted().toList();
    return values.isEmpty() ? 0 : values.get(values.size() / 2);
  }

  Line line() {
    double xx = 0;
    double xy = 0;
    double yy = 0;
    int freedom = -1;
    for (List<Point> group : groups) {
      double meanX = group.stream().mapToDouble(Point::x).average().orElse(0);
      double meanY = group.stream().mapToDouble(Point::y).average().orElse(0);
      for (Point point : group) {
        xx += (point.x - meanX) * (point.x - meanX);
        xy += (point.x - meanX) * (point.y - meanY);
        yy += (point.y - meanY) * (point.y - meanY);
      }
      freedom += Math.max(0, group.size() - 1);
    }
    if (xx == 0 || freedom < 1) {
      return new Line(0, 0, 0);
    }
    double slope = xy / xx;
    double rest = Math.max(0, yy - slope * xy);
    return new Line(slope, Math.sqrt(rest / freedom / xx), freedom);
  }
}
