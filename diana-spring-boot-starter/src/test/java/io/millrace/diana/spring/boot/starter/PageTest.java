package io.millrace.diana.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page of the starter: its table of properties is what editors are told, its code compiles. */
final class PageTest {
  private static final Path PAGE = Path.of("README.md");
  private static final Path CODE =
      Path.of("src/test/java", LimitsController.class.getName().replace('.', '/') + ".java");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(diana\\.[a-z.-]+)` \\| (?:`([^`]+)`)? *\\|");

  @Test
  void shouldListEachPropertyWithItsDefault() throws IOException {
    Map<String, String> listed = new TreeMap<>();
    String page = Files.readString(PAGE);
    int begin = page.indexOf("## Properties");
    ROW.matcher(page.substring(begin, page.indexOf("\n## ", begin)))
        .results()
        .forEach(row -> listed.put(row.group(1), Objects.requireNonNullElse(row.group(2), "")));
    Map<String, String> told = new TreeMap<>();
    try (InputStream in =
        getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
      JsonNode properties =
          new JsonMapper().readTree(Objects.requireNonNull(in).readAllBytes()).get("properties");
      properties.forEach(property -> told.put(name(property), preset(property)));
    }
    assertThat(listed).isEqualTo(told).hasSizeGreaterThan(10);
  }

  @Test
  void shouldShowCodeThatCompiles() throws IOException {
    String code = Files.readString(CODE);
    assertThat(Files.readString(PAGE)).contains(code.substring(code.indexOf("@RestController")));
  }

  private static String name(JsonNode property) {
    return property.get("name").asString();
  }

  private static String preset(JsonNode property) {
    JsonNode value = property.get("defaultValue");
    if (value == null) {
      return "";
    }
    return value.isArray()
        ? String.join(",", value.valueStream().map(JsonNode::asString).toList())
        : value.asString();
  }
}
