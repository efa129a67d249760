package io.millrace.diana.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What doing once means, whatever the server: which requests are remembered, under which key, by
 * what two of them are told apart, and what those hear that are not passed on. A filter asks for a
 * {@link Look}, reads the body, and asks for the request's {@link Turn}; the first one has a {@link
 * Run}, to which its end is told.
 *
 * <p>A turn and the end of a run wait for the store: a server whose threads must not wait asks for
 * them on another.
 */
public final class OnceOnly {
  /** The field that carries the key. */
  public static final String KEY = "Idempotency-Key";

  private static final int KEY_CHARS_MAX = 255;

  /** 128 bits. */
  private static final int KEY_HEX_DIGITS = 32;

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/";

  private static final StoredAnswer NO_KEY =
      StoredAnswer.problem(400, "An Idempotency-Key of 1 to 255 printable characters is needed");
  private static final StoredAnswer IN_PARTS =
      StoredAnswer.problem(415, "The parts of a multipart body cannot be remembered under a key");
  private static final StoredAnswer TOO_LONG =
      StoredAnswer.problem(413, "The body is too long to be remembered");
  private static final StoredAnswer OTHER =
      StoredAnswer.problem(422, "The key was used for another request");
  private static final StoredAnswer STILL_RUNNING =
      soon(StoredAnswer.problem(409, "The first request under this key is still running"));
  private static final StoredAnswer NOBODY_KNOWS =
      soon(StoredAnswer.problem(503, "Nobody can say now whether this was done before"));

  private final AnswerStore store;
  private final IdempotencySettings settings;
  private final SecureRandom random = new SecureRandom();

  public OnceOnly(AnswerStore store, IdempotencySettings settings) {
    this.store = store;
    this.settings = settings;
  }

  private static StoredAnswer soon(StoredAnswer answer) {
    return answer.with("Retry-After", "1");
  }

  /** What is to be done with a request whose body nobody has read yet. */
  public sealed interface Look permits Passes, Reads, Answered {}

  /** What is to be done with one whose body is known. */
  public sealed interface Turn permits First, Answered {}

  /** It goes on as if there were no filter. */
  public record Passes() implements Look {}

  /** Its body is read, and then its turn is asked for. */
  public record Reads(String key) implements Look {}

  /** It goes on, and nobody else does under its key until the run is over. */
  public record First(Run run) implements Turn {}

  /** It does not go on: this is the answer. */
  public record Answered(StoredAnswer answer) implements Look, Turn {}

  /**
   * By what requests are told apart, beside their bodies.
   *
   * @param account whose key it is: those of two are two keys
   * @param path as it came, not decoded
   */
  public record Marks(
      @Nullable String account,
      String method,
      String path,
      @Nullable String query,
      @Nullable String contentType) {}

  /** Looks at what comes before a body. */
  public Look look(String method, @Nullable String key, @Nullable String contentType) {
    if (!settings.methods().contains(method) || (key == null && !settings.required())) {
      return new Passes();
    }
    if (key == null || !isKey(key)) {
      return new Answered(NO_KEY);
    }
    return isOf(contentType, MULTIPART) ? new Answered(IN_PARTS) : new Reads(key);
  }

  private static boolean isKey(String key) {
    return !key.isEmpty()
        && key.length() <= KEY_CHARS_MAX
        && key.chars().allMatch(c -> c > ' ' && c < 127);
  }

  /** Whether a body carries the parameters of a form. */
  public static boolean isForm(@Nullable String contentType) {
    return isOf(contentType, FORM);
  }

  private static boolean isOf(@Nullable String contentType, String kind) {
    return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(kind);
  }

  /** Bodies beyond this are answered with {@link #tooLong()}. */
  public int bodyBytesMax() {
    return settings.bodyBytesMax();
  }

  public StoredAnswer tooLong() {
    return TOO_LONG;
  }

  /**
   * Takes the key, or says what became of it. Waits for the store.
   *
   * @param form the parameters of a form that somebody has read before, so that there is no body
   *     any more
   */
  public Turn turn(String key, Marks marks, byte[] body, @Nullable Map<String, List<String>> form) {
    String scoped = scoped(marks, key);
    String print = fingerprint(marks, body, form);
    String owner = Long.toHexString(random.nextLong());
    AnswerStore.Claim claim;
    try {
      claim = store.claim(scoped, print, owner, settings.running());
    } catch (AnswerStore.Unreachable e) {
      return new Answered(NOBODY_KNOWS);
    }
    if (claim instanceof AnswerStore.Done done) {
      return new Answered(
          done.fingerprint().equals(print)
              ? done.answer().with("Idempotent-Replayed", "true")
              : OTHER);
    }
    if (claim instanceof AnswerStore.Running running) {
      return new Answered(running.fingerprint().equals(print) ? STILL_RUNNING : OTHER);
    }
    return new First(new Run(store, settings, scoped, print, owner));
  }

  private static String scoped(Marks marks, String key) {
    Hash hash = new Hash().of(marks.account()).of(marks.method()).of(marks.path()).of(key);
    return hash.hex().substring(0, KEY_HEX_DIGITS);
  }

  private static String fingerprint(
      Marks marks, byte[] body, @Nullable Map<String, List<String>> form) {
    Hash hash = new Hash().of(marks.query()).of(marks.contentType()).of(body);
    return (form == null ? hash : hash.of(parameters(form))).hex();
  }

  private static String parameters(Map<String, List<String>> form) {
    StringBuilder all = new StringBuilder();
    new TreeMap<>(form)
        .forEach((name, values) -> {
          all.append(name.length()).append(':').append(name).append(values.size()).append(':');
          for (String value : values) {
            all.append(value.length()).append(':').append(value);
          }
        });
    return all.toString();
  }

  /** Each part with its length, so that two lists of parts never read alike. */
  private static final class Hash {
    private final MessageDigest digest;

    Hash() {
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("each JDK has it", e);
      }
    }

    Hash of(@Nullable String part) {
      return part == null ? length("-") : of(part.getBytes(StandardCharsets.UTF_8));
    }

    Hash of(byte[] part) {
      length(Integer.toString(part.length));
      digest.update(part);
      return this;
    }

    private Hash length(String length) {
      digest.update((length + ":").getBytes(StandardCharsets.US_ASCII));
      return this;
    }

    String hex() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }
}
