package io.millrace.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Names of a log's files. A segment is named by the first sequence it may hold, in twenty digits,
 * so that names sort as the facts do; in whatever country, the digits are these. What ends in
 * ".tmp" is unfinished and never read.
 */
final class SegmentName {

  static final String LOCK = "lock";
  static final String UNFINISHED = ".tmp";

  /** Two leading zeros, so that every name that matches is a long; sequences never get there. */
  private static final Pattern SEGMENT = Pattern.compile("00[0-9]{18}\\.log");

  private static final Pattern PACKED = Pattern.compile("00[0-9]{18}\\.packed");

  private SegmentName() {}

  static String of(long firstSequence) {
    return String.format(Locale.ROOT, "%020d.log", firstSequence);
  }

  /** In the archive. */
  static String packed(long firstSequence) {
    return String.format(Locale.ROOT, "%020d.packed", firstSequence);
  }

  /** First sequences of the live segments, rising. */
  static List<Long> live(LogPlace place) throws IOException {
    return list(place.disk(), place.directory(), SEGMENT);
  }

  /** First sequences of the packed segments, rising. */
  static List<Long> archived(LogPlace place) throws IOException {
    return list(place.disk(), place.archive(), PACKED);
  }

  /**
   * Both, rising. A move makes the packed segment first and deletes the live one after it, so
   * whoever lists the live ones first misses none; of two that are the same the live one counts.
   */
  static List<HeldSegment> held(LogPlace place) throws IOException {
    Map<Long, HeldSegment> held = new TreeMap<>();
    for (long first : live(place)) {
      held.put(first, new HeldSegment(first, false));
    }
    for (long first : archived(place)) {
      held.putIfAbsent(first, new HeldSegment(first, true));
    }
    return List.copyOf(held.values());
  }

  private static List<Long> list(Disk disk, String directory, Pattern pattern) throws IOException {
    List<Long> firsts = new ArrayList<>();
    for (String name : disk.list(directory)) {
      if (pattern.matcher(name).matches()) {
        firsts.add(Long.parseLong(name, 0, 20, 10));
      }
    }
    firsts.sort(null);
    return firsts;
  }
}
