package io.millrace.bench.load;

import io.millrace.bench.goods.Catalogue;
import io.millrace.node.SystemClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/**
 * The load process for several servers in turn: takes one order of the benchmark a line, carries it
 * out, and answers with a line. All servers get the same requests from the same code, so what this
 * process costs them is the same for all. {@link LoadOrders} writes the lines.
 */
public final class PeerLoad {

  /** Of each peer the same, so that none has another's luck. */
  private static final int HOT_SKU = 0;

  private static final int CREATED = 201;
  private static final double MILLIS_PER_SECOND = 1e3;

  private final Map<String, Target> targets = new HashMap<>();

  private PeerLoad() {}

  /** A server, and what it is asked. */
  private static final class Target {
    private final InetSocketAddress address;
    private final Map<String, Kind> kinds;
    private long lastKey;

    private Target(InetSocketAddress address, Map<String, Kind> kinds) {
      this.address = address;
      this.kinds = kinds;
    }

    private Kind kind(String name) {
      return Objects.requireNonNull(kinds.get(name), name);
    }
  }

  public static void main(String[] arguments) throws IOException {
    PeerLoad load = new PeerLoad();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      List<String> words = Arrays.asList(line.split(" ", -1));
      try {
        System.out.println(LoadOrders.DONE + load.carryOut(words));
      } catch (IOException | UncheckedIOException | IllegalStateException e) {
        // One that fails must not cost the others their figures.
        System.out.println(LoadOrders.FAILED + e.toString().replace('\n', ' '));
      }
    }
  }

  private String carryOut(List<String> words) throws IOException {
    return switch (words.getFirst()) {
      case LoadOrders.TARGET -> {
        targets.put(words.get(1), target(words));
        yield "";
      }
      case LoadOrders.CLOSED -> closed(words);
      case LoadOrders.OPEN -> open(words);
      default -> throw new IllegalStateException("not an order: " + words);
    };
  }

  /** {@code target NAME PORT PATH KID SECRET BUYERS SKUS}. */
  private static Target target(List<String> words) {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(words.get(2)));
    String path = words.get(3);
    Tokens tokens =
        new Tokens(
            Catalogue.SHOP.value(), words.get(4), words.get(5), new SystemClock().wallMillis());
    int buyers = Integer.parseInt(words.get(6));
    int skus = Integer.parseInt(words.get(7));
    String host = address.getHostString() + ":" + address.getPort();
    List<Template> hot = new ArrayList<>();
    List<Template> spread = new ArrayList<>();
    for (int i = 0; i < buyers; i++) {
      String token = tokens.mint("buyer-" + i);
      hot.add(Template.post(path, host, token, Requests.oneUnit(HOT_SKU), 1));
      spread.add(Template.post(path, host, token, Requests.oneUnit(i % skus), 1));
    }
    return new Target(
        address,
        Map.of(
            LoadOrders.HOT,
            new Kind(LoadOrders.HOT, CREATED, hot),
            LoadOrders.SPREAD,
            new Kind(LoadOrders.SPREAD, CREATED, spread)));
  }

  /** {@code closed NAME KIND CONNECTIONS MILLIS}: answers and nanoseconds. */
  private String closed(List<String> words) throws IOException {
    Target target = named(words);
    Kind kind = target.kind(words.get(2));
    ClosedLoop.Tally tally = new ClosedLoop.Tally();
    try (Crowd crowd =
        Crowd.connect(target.address, Integer.parseInt(words.get(3)), target.lastKey)) {
      try {
        new ClosedLoop(crowd).run(kind, Long.parseLong(words.get(4)), tally);
      } finally {
        target.lastKey = crowd.lastKey();
      }
    }
    return tally.answers() + " " + tally.nanos();
  }

  /** {@code open NAME KIND CONNECTIONS PER-SECOND MILLIS}: the latencies. */
  private String open(List<String> words) throws IOException {
    Target target = named(words);
    double perSecond = Double.parseDouble(words.get(4));
    long requests = (long) Math.ceil(perSecond * Long.parseLong(words.get(5)) / MILLIS_PER_SECOND);
    try (Crowd crowd =
        Crowd.connect(target.address, Integer.parseInt(words.get(3)), target.lastKey)) {
      try {
        return encoded(new OpenLoop(crowd).run(target.kind(words.get(2)), perSecond, requests));
      } finally {
        target.lastKey = crowd.lastKey();
      }
    }
  }

  private Target named(List<String> words) {
    return Objects.requireNonNull(targets.get(words.get(1)), words.get(1));
  }

  private static String encoded(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }
}
