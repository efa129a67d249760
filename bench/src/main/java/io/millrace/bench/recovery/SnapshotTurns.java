package io.millrace.bench.recovery;

import io.millrace.bench.load.TurnLoad;
import io.millrace.bench.report.BenchmarkFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Asks a running server for snapshots. A snapshot is under way until it was read back; what follows
 * from it is that segments move to the archive.
 */
final class SnapshotTurns implements TurnLoad.Beside {

  private static final int WELL = 200;

  /** The checkpointer looks ten times a second; a directory that stood still for longer stands. */
  private static final long STILL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Listing a directory is not free, and the load's thread has other things to do. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final HttpClient http;
  private final HttpRequest request;
  private final Path archive;
  private CompletableFuture<HttpResponse<String>> asked = new CompletableFuture<>();
  private List<String> seen = List.of();
  private long stillSinceNanos;
  private long lookedNanos;

  SnapshotTurns(HttpClient http, URI server, String operatorKey, FilledDirectory data) {
    this.http = http;
    this.request =
        HttpRequest.newBuilder(server.resolve("/v1/admin/snapshot"))
            .header("Authorization", "Bearer " + operatorKey)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    this.archive = data.shard().resolve("archive");
  }

  /** Makes one and waits until nothing follows from it any more. */
  void makeOne() {
    begin();
    check(asked);
  }

  @Override
  public void begin() {
    asked = http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public boolean isUnderWay() {
    if (!asked.isDone()) {
      return true;
    }
    check(asked);
    stillSinceNanos = System.nanoTime();
    return false;
  }

  private static void check(CompletableFuture<HttpResponse<String>> asked) {
    try {
      HttpResponse<String> made = asked.join();
      if (made.statusCode() != WELL) {
        throw new BenchmarkFailed("no snapshot was made: " + made.body());
      }
    } catch (CompletionException e) {
      throw new BenchmarkFailed("the server does not answer", e);
    }
  }

  @Override
  public boolean isQuiet() {
    long now = System.nanoTime();
    if (now - lookedNanos >= LOOK_NANOS) {
      lookedNanos = now;
      List<String> there = list();
      if (!there.equals(seen)) {
        seen = there;
        stillSinceNanos = now;
      }
    }
    return now - stillSinceNanos >= STILL_NANOS && seen.stream().allMatch(SnapshotTurns::isWhole);
  }

  private static boolean isWhole(String name) {
    return name.endsWith(".packed");
  }

  private List<String> list() {
    if (!Files.isDirectory(archive)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(archive)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
