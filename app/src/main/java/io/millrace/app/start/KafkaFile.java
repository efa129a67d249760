package io.millrace.app.start;

import io.millrace.app.Stop;
import io.millrace.app.config.Configuration;
import io.millrace.app.config.Setting;
import io.millrace.delivery.kafka.KafkaSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** What the client of Kafka is told, some of it in a file, because command lines are no secret. */
final class KafkaFile {

  private KafkaFile() {}

  static KafkaSettings settings(Configuration.Kafka kafka) {
    Map<String, String> properties = kafka.properties().map(KafkaFile::read).orElse(Map.of());
    try {
      return KafkaSettings.of(kafka.servers(), kafka.topic(), properties);
    } catch (IllegalArgumentException e) {
      throw Stop.wrongUse("The settings of Kafka are not right: " + e.getMessage() + ".");
    }
  }

  private static Map<String, String> read(Path file) {
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      read.load(reader);
    } catch (IOException | IllegalArgumentException failure) {
      throw Stop.wrongUse(
          "The file that %s names cannot be read: %s"
              .formatted(Setting.KAFKA_CONFIG.flag(), failure));
    }
    Map<String, String> properties = new HashMap<>();
    for (String name : read.stringPropertyNames()) {
      properties.put(name, read.getProperty(name, "").strip());
    }
    return properties;
  }
}
