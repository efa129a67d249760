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
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  /** A place that answers at once would be asked as often as the machine can. */
  public static final Duration PAUSE_MIN = Duration.ofMillis(10);

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
  private final Trouble atRemote = new Trouble();
  private final Trouble atCopy = new Trouble();
  private final Trouble atLocal = new Trouble();
  private @Nullable String tag;
  private byte @Nullable [] inForce;
  private byte @Nullable [] copied;

  /** What the local file held at the last look; null if it could not be read. */
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

  /**
   * Why the newest is not in force, or cannot be had, or no copy of it is kept: a line or more for
   * each place in trouble; null if all is well.
   */
  public @Nullable String trouble() {
    String all =
        Stream.of(atRemote, atCopy, atLocal)
            .flatMap(place -> place.now().stream())
            .collect(Collectors.joining("\n"));
    return all.isEmpty() ? null : all;
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
      String trouble = trouble();
      throw new IOException(
          "there is no policy: " + (trouble == null ? "nothing to read one from" : trouble));
    }
    byte[] content = Files.readAllBytes(localFile);
    put(localFile.toString(), content);
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
        put(place.name(), copy.content());
        tag = copy.tag().isEmpty() ? null : copy.tag();
        origin = Origin.REMOTE;
        atLocal.over(); // nobody looks there any more
      }
      atRemote.over();
      // Only now: what reads well may still be refused, and a start may have nothing but the copy.
      keep();
      return true;
    } catch (IOException | PolicyRefused | RuntimeException e) {
      atRemote.is(place.name(), e);
      return false;
    }
  }

  /** Not every place can say that nothing has changed, so that is found out here. */
  private void put(String place, byte[] content) throws PolicyRefused {
    if (!Arrays.equals(content, inForce)) {
      reader.read(place, content, use);
      inForce = content;
    }
  }

  /** Whole or not at all, also when the power goes: written beside, forced, then renamed. */
  private void keep() {
    byte[] content = inForce;
    if (lastCopy == null || content == null || Arrays.equals(content, copied)) {
      return;
    }
    Path beside = lastCopy.resolveSibling(lastCopy.getFileName() + ".new");
    try {
      write(beside, content);
      Files.move(
          beside, lastCopy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      copied = content;
      atCopy.over();
    } catch (IOException e) {
      atCopy.is(lastCopy + ", where no copy is kept", e);
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
      byte[] content = Files.readAllBytes(copy);
      put(copy.toString(), content);
      copied = content;
      origin = Origin.LAST_COPY;
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException | PolicyRefused | RuntimeException e) {
      atCopy.is(copy.toString(), e);
      return false;
    }
  }

  /**
   * A change is taken when two looks have read the same. Editors and copies write in place, and the
   * first half of a policy may be a policy: one without its last rules. What was refused is tried
   * at each look: why it was may be over.
   */
  private void fromLocalFile(Path file) {
    byte[] before = localSeen;
    localSeen = null;
    try {
      byte[] content = Files.readAllBytes(file);
      localSeen = content;
      if (Arrays.equals(content, before) || Arrays.equals(content, inForce)) {
        put(file.toString(), content);
        atLocal.over();
      }
    } catch (IOException | PolicyRefused | RuntimeException e) {
      atLocal.is(file.toString(), e);
    }
  }

  /**
   * Steps until it is interrupted.
   *
   * @param pause between two steps; after a failure, too, so a place that is down is not stormed
   * @param rest waits that long
   * @throws IllegalArgumentException if the pause is shorter than {@link #PAUSE_MIN}
   */
  public void run(Duration pause, Rest rest) {
    if (pause.compareTo(PAUSE_MIN) < 0) {
      throw new IllegalArgumentException("pause is " + pause + ", but " + PAUSE_MIN + " is least");
    }
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
