package io.millrace.journal;

/**
 * Where a log lies.
 *
 * @param directory holds one shard's live segments
 * @param archive holds its packed ones; it may be on another disk, and is made when it is needed
 */
public record LogPlace(Disk disk, String directory, String archive, int shard) {

  /** Of the archive when nobody says otherwise: below the log's own directory. */
  private static final String ARCHIVE_DEFAULT = "/archive";

  public LogPlace(Disk disk, String directory, int shard) {
    this(disk, directory, directory + ARCHIVE_DEFAULT, shard);
  }

  String path(String name) {
    return directory + "/" + name;
  }

  String archivePath(String name) {
    return archive + "/" + name;
  }
}
