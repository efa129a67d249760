package io.millrace.bench.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory for one run, below the working directory: the place for temporary files is often
 * memory, and figures from there would be none.
 */
public final class Scratch implements AutoCloseable {

  private final Path directory;

  public Scratch() {
    try {
      directory = Files.createTempDirectory(Path.of("").toAbsolutePath(), ".millrace-bench-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path directory() {
    return directory;
  }

  @Override
  public void close() {
    try (Stream<Path> walk = Files.walk(directory)) {
      List<Path> innermostFirst = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : innermostFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
