package io.millrace.app.data;

import io.millrace.app.config.Setting;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --data} of the commands that only look. */
public final class DataOption {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory; ./data, or what MILLRACE_DATA says, if not given.")
  private @Nullable Path given;

  public DataDirectory directory(Map<String, String> environment) {
    Path path = given;
    return new DataDirectory(
        path != null
            ? path
            : Path.of(environment.getOrDefault(Setting.DATA.variable(), Setting.DATA.fallback())));
  }
}
