package io.millrace.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Says which files make a backup and what they hold. Written last and renamed to its name at one
 * stroke, so a backup that was cut short has the manifest of the one before it, or none. Text, for
 * an operator to read; drawn in docs/formats/backup.md.
 *
 * @param takenMillis wall clock, when the backup was begun
 */
public record BackupManifest(long takenMillis, List<Key> keys, List<Shard> shards) {

  public static final String NAME = "backup.manifest";

  private static final int FORMAT_LOWEST = 1;
  private static final int FORMAT_HIGHEST = 1;
  private static final String TITLE = "millrace-backup";
  private static final String END = "end";
  private static final HexFormat HEX = HexFormat.of();

  /** A few hundred bytes a segment: of a log of petabytes. */
  private static final long BYTES_MAX = 1L << 28;

  /** A file of keys, which has no checksum of its own. */
  public record Key(String name, int crc) {}

  /** A file in the directory where files of its kind lie. */
  public record File(String name, long bytes) {}

  /**
   * One shard's log up to its last fact in the backup.
   *
   * @param packed all its sealed segments
   * @param segment the one behind them
   * @param snapshot null if there was none
   */
  public record Shard(
      int number,
      LogId log,
      long epoch,
      Opening.Last last,
      List<File> packed,
      File segment,
      @Nullable File snapshot) {
    public Shard {
      packed = List.copyOf(packed);
    }
  }

  public BackupManifest {
    keys = List.copyOf(keys);
    shards = List.copyOf(shards);
  }

  /** Replaces the directory's manifest, if it has one. */
  public void write(Disk disk, String directory) throws IOException {
    byte[] text = text().getBytes(StandardCharsets.US_ASCII);
    String path = directory + "/" + NAME;
    String unfinished = path + SegmentName.UNFINISHED;
    try (DiskFile file = disk.open(unfinished, Disk.Access.CREATE)) {
      file.write(ByteBuffer.wrap(text), 0);
      file.force();
    }
    disk.rename(unfinished, path);
    disk.forceDirectory(directory);
  }

  /**
   * Empty if the directory has none.
   *
   * @throws ManifestDamaged if it is not as it was written
   * @throws UnsupportedFormat if another version wrote it
   */
  public static Optional<BackupManifest> read(Disk disk, String directory) throws IOException {
    if (!disk.list(directory).contains(NAME)) {
      return Optional.empty();
    }
    String path = directory + "/" + NAME;
    try (DiskFile file = disk.open(path, Disk.Access.READ)) {
      if (file.size() > BYTES_MAX) {
        throw new ManifestDamaged(path, "it has %d bytes".formatted(file.size()));
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
      file.read(bytes, 0);
      return Optional.of(parse(new String(bytes.array(), StandardCharsets.US_ASCII), path));
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    line(text, TITLE, FORMAT_HIGHEST);
    line(text, "taken", Instant.ofEpochMilli(takenMillis));
    for (Key key : keys) {
      line(text, "key", key.name(), HEX.toHexDigits(key.crc()));
    }
    for (Shard shard : shards) {
      line(
          text,
          "shard",
          shard.number(),
          shard.log(),
          shard.epoch(),
          shard.last().sequence(),
          shard.last().timeMillis(),
          HEX.toHexDigits(shard.last().digest()));
      for (File file : shard.packed()) {
        line(text, "packed", file.name(), file.bytes());
      }
      line(text, "segment", shard.segment().name(), shard.segment().bytes());
      File snapshot = shard.snapshot();
      if (snapshot != null) {
        line(text, "snapshot", snapshot.name(), snapshot.bytes());
      }
    }
    line(text, END, HEX.toHexDigits(crcOf(text.toString())));
    return text.toString();
  }

  private static void line(StringBuilder text, Object... words) {
    for (int i = 0; i < words.length; i++) {
      text.append(i == 0 ? "" : " ").append(words[i]);
    }
    text.append('\n');
  }

  private static int crcOf(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    return (int) crc.getValue();
  }

  private static BackupManifest parse(String text, String path) {
    int end = text.lastIndexOf(END + " ");
    if (end < 0 || !text.substring(end).equals(ending(text.substring(0, end)))) {
      throw new ManifestDamaged(path, "its checksum is of another text");
    }
    try {
      return new Parser(path).parse(text.substring(0, end));
    } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException wrong) {
      throw new ManifestDamaged(path, "it holds what no backup writes");
    }
  }

  private static String ending(String text) {
    return END + " " + HEX.toHexDigits(crcOf(text)) + "\n";
  }

  /** From the lines before the last one, which are as they were written. */
  private static final class Parser {
    private final String path;
    private final List<Key> keys = new ArrayList<>();
    private final List<Shard> shards = new ArrayList<>();
    private long takenMillis;

    Parser(String path) {
      this.path = path;
    }

    BackupManifest parse(String text) {
      for (String line : text.lines().toList()) {
        take(line.split(" ", -1));
      }
      return new BackupManifest(takenMillis, keys, shards);
    }

    private void take(String[] words) {
      switch (words[0]) {
        case TITLE -> requireFormat(Integer.parseInt(words[1]));
        case "taken" -> takenMillis = Instant.parse(words[1]).toEpochMilli();
        case "key" -> keys.add(new Key(words[1], HexFormat.fromHexDigits(words[2])));
        case "shard" -> shards.add(shard(words));
        case "packed", "segment", "snapshot" ->
            add(words[0], new File(words[1], Long.parseLong(words[2])));
        default -> throw new IllegalArgumentException(words[0]);
      }
    }

    private void requireFormat(int format) {
      if (format < FORMAT_LOWEST || format > FORMAT_HIGHEST) {
        throw new UnsupportedFormat(path, format, FORMAT_LOWEST, FORMAT_HIGHEST);
      }
    }

    private static Shard shard(String[] words) {
      LogId log =
          new LogId(
              HexFormat.fromHexDigitsToLong(words[2], 0, 16),
              HexFormat.fromHexDigitsToLong(words[2], 16, 32));
      Opening.Last last =
          new Opening.Last(
              Long.parseLong(words[4]),
              Long.parseLong(words[5]),
              HexFormat.fromHexDigitsToLong(words[6]));
      return new Shard(
          Integer.parseInt(words[1]),
          log,
          Long.parseLong(words[3]),
          last,
          List.of(),
          new File("", 0),
          null);
    }

    private void add(String kind, File file) {
      Shard of = shards.removeLast();
      List<File> packed = new ArrayList<>(of.packed());
      if (kind.equals("packed")) {
        packed.add(file);
      }
      shards.add(
          new Shard(
              of.number(),
              of.log(),
              of.epoch(),
              of.last(),
              packed,
              kind.equals("segment") ? file : of.segment(),
              kind.equals("snapshot") ? file : of.snapshot()));
    }
  }
}
