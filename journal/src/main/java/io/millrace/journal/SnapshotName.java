package io.millrace.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A snapshot is named by the last sequence in it, in twenty digits. */
final class SnapshotName {

  private static final Pattern SNAPSHOT = Pattern.compile("00[0-9]{18}\\.snapshot");

  private SnapshotName() {}

  static String of(long sequence) {
    return String.format(Locale.ROOT, "%020d.snapshot", sequence);
  }

  static List<Long> newestFirst(LogPlace place) throws IOException {
    List<Long> sequences = new ArrayList<>();
    for (String name : place.disk().list(place.directory())) {
      if (SNAPSHOT.matcher(name).matches()) {
        sequences.add(Long.parseLong(name, 0, 20, 10));
      }
    }
    sequences.sort(Comparator.reverseOrder());
    return sequences;
  }
}
