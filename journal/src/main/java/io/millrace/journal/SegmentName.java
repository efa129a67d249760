package io.millrace.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Names of a log's files. A segment is named by the first sequence it may hold, in twenty digits,
 * so that names sort as the facts do. What ends in ".tmp" is unfinished and never read.
 */
final class SegmentName {

  static final String LOCK = "lock";
  static final String UNFINISHED = ".tmp";

  /** Two leading zeros, so that every name that matches is a long; sequences never get there. */
  private static final Pattern SEGMENT = Pattern.compile("00[0-9]{18}\\.log");

  private SegmentName() {}

  static String of(long firstSequence) {
    return "%020d.log".formatted(firstSequence);
  }

  /** First sequences of the segments in the directory, rising. */
  static List<Long> list(LogPlace place) throws IOException {
    List<Long> firsts = new ArrayList<>();
    for (String name : place.disk().list(place.directory())) {
      if (SEGMENT.matcher(name).matches()) {
        firsts.add(Long.parseLong(name, 0, 20, 10));
      }
    }
    firsts.sort(null);
    return firsts;
  }
}
