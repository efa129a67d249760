package io.millrace.journal;

/** Where a log lies. One directory holds one shard's log and nothing else. */
public record LogPlace(Disk disk, String directory, int shard) {
  String path(String name) {
    return directory + "/" + name;
  }
}
