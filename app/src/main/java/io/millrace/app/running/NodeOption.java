package io.millrace.app.running;

import io.millrace.app.data.DataDirectory;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --url} of the commands that may ask a running node. */
public final class NodeOption {

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Ask the node that runs at http://HOST:PORT.")
  private @Nullable URI url;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description =
          "The operator's key for --url; operator.key of the data directory if not given.")
  private @Nullable Path keyFile;

  /** Empty if none was named. */
  public Optional<RunningNode> node(DataDirectory directory) {
    Path key =
        Objects.requireNonNullElse(keyFile, directory.path().resolve(DataDirectory.OPERATOR_KEY));
    return Optional.ofNullable(url).map(named -> new RunningNode(named, key));
  }
}
