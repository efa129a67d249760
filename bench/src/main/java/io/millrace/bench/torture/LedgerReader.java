package io.millrace.bench.torture;

import io.millrace.model.Actor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a ledger, from where it left off to the last whole line. Used by one thread. */
final class LedgerReader {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path path;
  private long offset;

  LedgerReader(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  List<Entry> readOn() throws IOException {
    byte[] bytes;
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      bytes = new byte[Math.toIntExact(file.length() - offset)];
      file.seek(offset);
      file.readFully(bytes);
    }
    List<Entry> entries = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        entries.add(entry(new String(bytes, begin, i - begin, StandardCharsets.UTF_8)));
        begin = i + 1;
      }
    }
    offset += begin;
    return entries;
  }

  private static Entry entry(String text) {
    JsonNode line = JSON.readTree(text);
    long number = line.required("number").asLong();
    long atNanos = line.required("at").asLong();
    return switch (line.required("line").asString()) {
      case Ledger.ASKED -> new Entry.Asked(number, atNanos, asking(line));
      case Ledger.TOLD -> new Entry.Told(number, atNanos, answered(line));
      case Ledger.LOST -> new Entry.Lost(number, atNanos);
      default -> throw new IllegalStateException("no line of a ledger: " + text);
    };
  }

  private static Asking asking(JsonNode line) {
    return new Asking(
        line.required("method").asString(),
        line.required("path").asString(),
        new Actor(
            Actor.Role.valueOf(line.required("role").asString()), line.required("id").asString()),
        line.required("key").asString(),
        line.required("body").asString());
  }

  private static Answered answered(JsonNode line) {
    return new Answered(
        line.required("status").asInt(),
        line.required("replay").asBoolean(),
        line.required("position").asLong(),
        line.required("decided").asLong(),
        line.required("body").asString());
  }
}
