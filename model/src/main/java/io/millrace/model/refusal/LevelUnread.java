package io.millrace.model.refusal;

/**
 * Somebody who reads the log would be left behind by a level.
 *
 * @param reads the highest level that the reader can read
 */
public record LevelUnread(int shard, String reader, int reads) implements Refusal {
  @Override
  public Code code() {
    return Code.LEVEL_UNREAD;
  }
}
