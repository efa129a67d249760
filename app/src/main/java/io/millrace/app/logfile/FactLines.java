package io.millrace.app.logfile;

import io.millrace.app.data.LoggedFacts;
import io.millrace.journal.StoredFrame;
import io.millrace.model.Recorded;
import io.millrace.model.RequestKey;
import java.io.PrintStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** One line of JSON per fact. Nothing is kept: a log of any length goes through. */
final class FactLines implements AutoCloseable {

  private final PrintStream out;
  private final JsonGenerator json;
  private final FactFilter filter;
  private final long fromSequence;
  private long left;
  private boolean isBlank = true;

  FactLines(PrintStream out, FactFilter filter, long fromSequence, long limit) {
    this.out = out;
    this.filter = filter;
    this.fromSequence = fromSequence;
    this.left = limit;
    this.json =
        JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .rootValueSeparator("\n")
            .build()
            .createGenerator(ObjectWriteContext.empty(), out);
  }

  /** Says whether more is wanted. */
  boolean take(StoredFrame frame) {
    long sequence = frame.firstSequence();
    for (Recorded recorded : LoggedFacts.of(frame)) {
      if (filter.wants(recorded) && sequence >= fromSequence) {
        if (left == 0) {
          return false;
        }
        left--;
        isBlank = false;
        write(frame, sequence, recorded);
      }
      sequence++;
    }
    return left > 0 && !out.checkError(); // an error: whoever read us has gone
  }

  private void write(StoredFrame frame, long sequence, Recorded recorded) {
    json.writeStartObject();
    json.writeNumberProperty("shard", frame.shard());
    json.writeNumberProperty("sequence", sequence);
    json.writeStringProperty("time", OrderJson.time(frame.timeMillis()));
    if (recorded.shop() != null) {
      json.writeStringProperty("shop", recorded.shop().value());
      json.writeNumberProperty("shopSequence", recorded.shopSequence());
    }
    json.writeObjectPropertyStart("actor");
    json.writeStringProperty("role", recorded.actor().role().name());
    if (!recorded.actor().id().isEmpty()) {
      json.writeStringProperty("id", recorded.actor().id());
    }
    json.writeEndObject();
    RequestKey key = recorded.key();
    if (key != null) {
      json.writeStringProperty("key", OrderJson.hex(key.scope()));
    }
    json.writeStringProperty("type", recorded.fact().getClass().getSimpleName());
    json.writeObjectPropertyStart("fact");
    FactJson.write(json, recorded.fact());
    json.writeEndObject();
    json.writeEndObject();
  }

  @Override
  public void close() {
    json.close();
    if (!isBlank) {
      out.println();
    }
    out.flush();
  }
}
