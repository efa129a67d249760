package io.millrace.proof.world;

import io.millrace.journal.StoredFrame;
import io.millrace.testkit.SimulatedDisk;
import io.millrace.testkit.SplitMix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One bit of a file that turns over, and turns back. The log's newest frame is left alone: a frame
 * at the end that fails its checksum looks like one that was torn, and no log can tell the two
 * apart.
 */
final class BitFlip {
  private static final int BLOCK_BYTES = 4_096;
  private static final int FRAME_HEADER_BYTES = 104;

  private final SimulatedDisk disk;
  private final String path;
  private final int place;
  private final byte before;
  private final byte after;

  private BitFlip(SimulatedDisk disk, String path, int place, byte before, byte after) {
    this.disk = disk;
    this.path = path;
    this.place = place;
    this.before = before;
    this.after = after;
  }

  /** Null if there is no file to damage. */
  static @Nullable BitFlip strike(SimulatedDisk disk, SplitMix chance, @Nullable StoredFrame newest)
      throws IOException {
    List<String> paths = new ArrayList<>();
    for (String directory : List.of(Machine.LOG, Machine.ARCHIVE, Machine.SNAPSHOTS)) {
      for (String name : disk.list(directory)) {
        if (!name.endsWith(".tmp") && !name.equals("lock")) {
          paths.add(directory + "/" + name);
        }
      }
    }
    if (paths.isEmpty()) {
      return null;
    }
    String path = paths.get(chance.below(paths.size()));
    byte[] bytes = disk.contents(path);
    if (bytes.length == 0) {
      return null;
    }
    int place = chance.below(bytes.length);
    if (newest != null && path.equals(newest.segment())) {
      long end = newest.offset() + FRAME_HEADER_BYTES + newest.payload().length;
      boolean isInNewest = place >= newest.offset() && place < end + BLOCK_BYTES;
      place = isInNewest ? chance.below((int) newest.offset()) : place;
    }
    byte before = bytes[place];
    byte after = (byte) (before ^ 1 << chance.below(Byte.SIZE));
    bytes[place] = after;
    disk.overwrite(path, bytes);
    return new BitFlip(disk, path, place, before, after);
  }

  /** Unless the file has been made anew since. */
  void turnBack() throws IOException {
    int slash = path.lastIndexOf('/');
    if (!disk.list(path.substring(0, slash)).contains(path.substring(slash + 1))) {
      return;
    }
    byte[] bytes = disk.contents(path);
    if (place < bytes.length && bytes[place] == after) {
      bytes[place] = before;
      disk.overwrite(path, bytes);
    }
  }

  @Override
  public String toString() {
    return "a bit of byte %d of %s".formatted(place, path);
  }
}
