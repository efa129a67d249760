package io.millrace.app.logfile;

import io.millrace.app.Stop;
import io.millrace.app.data.DataDirectory;
import io.millrace.app.data.DataOption;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which logs are looked at. */
final class ShardChoice {

  @Mixin private DataOption data = new DataOption();

  @Option(names = "--shard", paramLabel = "N", description = "Only this shard.")
  private @Nullable Integer shard;

  List<DataDirectory.Shard> shards(Map<String, String> environment) throws IOException {
    List<DataDirectory.Shard> all = data.directory(environment).shardsOrStop();
    Integer wanted = shard;
    if (wanted == null) {
      return all;
    }
    List<DataDirectory.Shard> chosen =
        all.stream().filter(candidate -> candidate.number() == wanted).toList();
    if (chosen.isEmpty()) {
      throw Stop.wrongUse(
          "There is no shard %d; the last one is %d.".formatted(wanted, all.getLast().number()));
    }
    return chosen;
  }
}
