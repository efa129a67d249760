package io.millrace.bench.timers;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Draws how late timers were: bars over a logarithmic axis, with the percentiles that matter. */
final class HistogramSvg {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 260;
  private static final int LEFT = 60;
  private static final int BOTTOM = 40;
  private static final int TOP = 40;
  private static final double MICROS_PER_MILLI = 1_000;

  /** Each bar is a span 2^(1/2) times as long as the one before; the first ends at half a ms. */
  private static final double FIRST_MICROS = 500;

  private static final int BARS = 28;

  private HistogramSvg() {}

  static String draw(String title, Histogram micros) {
    long[] counts = new long[BARS];
    double from = 0;
    for (int i = 0; i < BARS; i++) {
      double to = FIRST_MICROS * Math.pow(2, i / 2.0);
      counts[i] = micros.getCountBetweenValues((long) from, (long) to);
      from = to + 1;
    }
    long most = 1;
    for (long count : counts) {
      most = Math.max(most, count);
    }
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
    double step = (double) (WIDTH - LEFT - 20) / BARS;
    int plot = HEIGHT - TOP - BOTTOM;
    for (int i = 0; i < BARS; i++) {
      double height = (double) plot * counts[i] / most;
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#3a6ea5\"/>%n",
              LEFT + i * step,
              TOP + plot - height,
              step - 2,
              height));
      if (i % 4 == 0) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.1f</text>%n",
                LEFT + (i + 1) * step,
                HEIGHT - 22,
                FIRST_MICROS * Math.pow(2, i / 2.0) / MICROS_PER_MILLI));
      }
    }
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <text x="%d" y="%d">milliseconds late, up to</text>
            <text x="%d" y="%d">%,d timers; p50 %.1f ms, p99 %.1f ms, max %.1f ms</text>
            </svg>
            """,
            LEFT,
            HEIGHT - 6,
            WIDTH / 2,
            HEIGHT - 6,
            micros.getTotalCount(),
            micros.getValueAtPercentile(50) / MICROS_PER_MILLI,
            micros.getValueAtPercentile(99) / MICROS_PER_MILLI,
            micros.getMaxValue() / MICROS_PER_MILLI));
    return svg.toString();
  }
}
