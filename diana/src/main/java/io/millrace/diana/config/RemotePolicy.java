package io.millrace.diana.config;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A place elsewhere that keeps the policy: an HTTP server, a configuration centre. */
public interface RemotePolicy {
  /** What it is called in logs. */
  String name();

  /**
   * Asks for the policy, and may wait for a change for as long as the place is willing to.
   *
   * @param known the tag of what the caller has, or null
   * @return null if that is still the newest
   */
  @Nullable Copy fetch(@Nullable String known) throws IOException, InterruptedException;

  /** What the place has. */
  final class Copy {
    private final String tag;
    private final byte[] content;

    /**
     * A copy.
     *
     * @param tag changes with the content; empty if the place has none
     */
    public Copy(String tag, byte[] content) {
      this.tag = tag;
      this.content = content.clone();
    }

    String tag() {
      return tag;
    }

    byte[] content() {
      return content.clone();
    }
  }
}
