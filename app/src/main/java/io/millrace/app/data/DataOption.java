package io.millrace.app.data;

import io.millrace.app.config.Setting;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the commands that only look shall look: as {@code start} was told. */
public final class DataOption {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory; ./data, or what MILLRACE_DATA says, if not given.")
  private @Nullable Path data;

  @Option(
      names = "--archive",
      paramLabel = "DIR",
      description = "Where start was told to keep packed segments; or MILLRACE_ARCHIVE.")
  private @Nullable Path archive;

  @Option(
      names = "--snapshots",
      paramLabel = "DIR",
      description = "Where start was told to keep snapshots; or MILLRACE_SNAPSHOTS.")
  private @Nullable Path snapshots;

  public DataDirectory directory(Map<String, String> environment) {
    return new DataDirectory(
        Objects.requireNonNullElse(
            said(data, Setting.DATA, environment), Path.of(Setting.DATA.fallback())),
        Optional.ofNullable(said(archive, Setting.ARCHIVE, environment)),
        Optional.ofNullable(said(snapshots, Setting.SNAPSHOTS, environment)));
  }

  /** As for {@code start}: a flag stands above the environment. */
  private static @Nullable Path said(
      @Nullable Path flag, Setting setting, Map<String, String> environment) {
    String variable = environment.getOrDefault(setting.variable(), "");
    return flag != null || variable.isBlank() ? flag : Path.of(variable);
  }
}
