package io.millrace.diana.config;

import io.millrace.diana.rule.Policy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the policy and keeps up with it. At the start: from the remote place; if that does not
 * answer, or answers nonsense, from the last good copy of it on the disk; if there is none, from
 * the local file. Later: a change of the remote place, or, as long as nothing has ever come from
 * there, of the local file. What is no policy is reported and changes nothing.
 *
 * <p>{@link #start} and {@link #step} are called by one thread. {@link #run} is that thread's loop.
 */
public final class PolicyKeeper {
  private static final System.Logger LOG = System.getLogger(PolicyKeeper.class.getName());

  /** Where what is in force came from. */
  public enum Origin {
    REMOTE,
    LAST_COPY,
    LOCAL_FILE
  }

  private final PolicyFile reader;
  private final @Nullable RemotePolicy remote;
  private final @Nullable Path lastCopy;
  private final @Nullable Path localFile;
  private final Consumer<Policy> use;

  private volatile @Nullable Origin origin;
  private volatile @Nullable String trouble;
  private @Nullable String tag;

  /** What the local file held when it was put in force. */
  private byte @Nullable [] localContent;

  /** What it held at the last look; null if it could not be read. */
  private byte @Nullable [] localSeen;

  /**
   * Keeps a policy.
   *
   * @param lastCopy where good copies of the remote place are kept; null for nowhere
   * @param use puts a policy in force
   */
  public PolicyKeeper(
      PolicyFile reader,
      @Nullable RemotePolicy remote,
      @Nullable Path lastCopy,
      @Nullable Path localFile,
      Consumer<Policy> use) {
    this.reader = reader;
    this.remote = remote;
    this.lastCopy = lastCopy;
    this.localFile = localFile;
    this.use = use;
  }

  /** Where the policy in force came from; null before the start. */
  public @Nullable Origin origin() {
    return origin;
  }

  /** Why the newest that could be had is not in force; null if it is. */
  public @Nullable String trouble() {
    return trouble;
  }

  /**
   * Puts the best that can be had in force.
   *
   * @throws PolicyRefused if only the local file is left and it is no policy
   * @throws IOException if nothing is left
   */
  public void start() throws PolicyRefused, IOException, InterruptedException {
    if (remote != null && fromRemote(remote)) {
      return;
    }
    if (remote != null && lastCopy != null && fromLastCopy(lastCopy)) {
      return;
    }
    if (localFile == null) {
      throw new IOException(
          "there is no policy: " + (trouble == null ? "nothing to read one from" : trouble));
    }
    byte[] content = Files.readAllBytes(localFile);
    use.accept(reader.read(localFile.toString(), content));
    localContent = content;
    localSeen = content;
    origin = Origin.LOCAL_FILE;
  }

  /** Looks once for something newer. Waits as long as the remote place is willing to. */
  public void step() throws InterruptedException {
    if (remote != null && fromRemote(remote)) {
      return;
    }
    if (localFile != null && origin == Origin.LOCAL_FILE) {
      fromLocalFile(localFile);
    }
  }

  private boolean fromRemote(RemotePolicy place) throws InterruptedException {
    try {
      RemotePolicy.Copy copy = place.fetch(tag);
      if (copy != null) {
        use.accept(reader.read(place.name(), copy.content()));
        // Only now: what reads well may still be refused, and a start may have nothing but the
        // copy.
        keep(copy.content());
        tag = copy.tag().isEmpty() ? null : copy.tag();
        origin = Origin.REMOTE;
      }
      trouble = null;
      return true;
    } catch (IOException | PolicyRefused | RuntimeException e) {
      report(place.name(), e);
      return false;
    }
  }

  /** Whole or not at all, also when the power goes: written beside, forced, then renamed. */
  private void keep(byte[] content) {
    if (lastCopy == null) {
      return;
    }
    Path beside = lastCopy.resolveSibling(lastCopy.getFileName() + ".new");
    try {
      write(beside, content);
      Files.move(
          beside, lastCopy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "No copy of the policy is kept: " + e);
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
  }

  private boolean fromLastCopy(Path copy) {
    try {
      use.accept(reader.read(copy.toString(), Files.readAllBytes(copy)));
      origin = Origin.LAST_COPY;
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException | PolicyRefused | RuntimeException e) {
      report(copy.toString(), e);
      return false;
    }
  }

  /**
   * A change is taken when two looks have read the same. Editors and copies write in place, and the
   * first half of a policy may be a policy: one without its last rules.
   */
  private void fromLocalFile(Path file) {
    byte[] before = localSeen;
    localSeen = null;
    try {
      byte[] content = Files.readAllBytes(file);
      localSeen = content;
      if (Arrays.equals(content, before) && !Arrays.equals(content, localContent)) {
        localContent = content;
        use.accept(reader.read(file.toString(), content));
        trouble = null;
      }
    } catch (IOException | PolicyRefused | RuntimeException e) {
      report(file.toString(), e);
    }
  }

  private void report(String place, Exception e) {
    String now = place + ": " + e.getMessage();
    if (!now.equals(trouble)) {
      LOG.log(System.Logger.Level.WARNING, "The policy in force stays. " + now);
    }
    trouble = now;
  }

  /**
   * Steps until it is interrupted.
   *
   * @param pause between two steps; after a failure, too, so a place that is down is not stormed
   * @param rest waits that long
   */
  public void run(Duration pause, Rest rest) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        rest.rest(pause);
        step();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How a thread waits. */
  public interface Rest {
    void rest(Duration pause) throws InterruptedException;
  }
}
