package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.Terminal;
import io.millrace.app.audit.AuditCommand;
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.LogInspector;
import io.millrace.journal.StoredFrame;
import io.millrace.model.Recorded;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.wire.FactDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** What a data directory holds, read while nothing runs on it. */
record Books(Path data) {

  /** Every promise, checked by the product's own command. */
  void audit() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    int status =
        new CommandLine(new AuditCommand(new Terminal(out, out, Map.of())))
            .execute("--data", data.toString());
    assertThat(status).as(said.toString(StandardCharsets.UTF_8)).isZero();
  }

  List<StoredFrame> frames(int shard) throws IOException {
    List<StoredFrame> frames = new ArrayList<>();
    new LogInspector(new FileSystemDisk(), directory(shard).toString()).frames(1, frames::add);
    return frames;
  }

  Path directory(int shard) {
    return data.resolve("shard-%03d".formatted(shard));
  }

  List<Recorded> facts(int shard) throws IOException {
    List<Recorded> facts = new ArrayList<>();
    for (StoredFrame frame : frames(shard)) {
      facts.addAll(FactDecoder.decode(frame.payload()));
    }
    return facts;
  }

  List<OrderPlaced> orders(int shard) throws IOException {
    List<OrderPlaced> orders = new ArrayList<>();
    for (Recorded recorded : facts(shard)) {
      if (recorded.fact() instanceof OrderPlaced placed) {
        orders.add(placed);
      }
    }
    return orders;
  }
}
