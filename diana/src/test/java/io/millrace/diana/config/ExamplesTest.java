package io.millrace.diana.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever copies a policy from a page has one that is read, and no editor complains of it. */
final class ExamplesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern EXAMPLE =
      Pattern.compile("^```ya?ml\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

  /** What in a page of YAML is a policy, and not settings of something else. */
  private static final Pattern POLICY = Pattern.compile("^rules:", Pattern.MULTILINE);

  private static List<String> examples(Path page) throws IOException {
    List<String> examples = new ArrayList<>();
    Matcher matcher = EXAMPLE.matcher(Files.readString(page));
    while (matcher.find()) {
      if (POLICY.matcher(matcher.group(1)).find()) {
        examples.add(matcher.group(1));
      }
    }
    return examples;
  }

  private static List<String> examples() throws IOException {
    List<String> all = new ArrayList<>();
    all.add(
        Files.readString(
            ROOT.resolve("edge/src/main/resources/io/millrace/edge/limit/standard.yaml")));
    all.addAll(examples(ROOT.resolve("diana/README.md")));
    for (String folder : List.of("diana/docs", "docs")) {
      try (Stream<Path> pages = Files.list(ROOT.resolve(folder))) {
        for (Path page : pages.filter(file -> file.toString().endsWith(".md")).toList()) {
          all.addAll(examples(page));
        }
      }
    }
    return all;
  }

  @Test
  void shouldReadEachPolicyOfThePages() throws Exception {
    List<String> examples = examples();
    assertThat(examples).hasSizeGreaterThanOrEqualTo(4);
    PolicyFile reader = new PolicyFile(new Kinds());
    for (String example : examples) {
      byte[] bytes = example.getBytes(StandardCharsets.UTF_8);
      assertThat(reader.read("page", bytes).rules()).as(example).isNotEmpty();
      assertThat(PolicySchemaTest.isRightBySchema(example)).as(example).isTrue();
    }
  }

  /** The line that pages show for editors leads to the schema. */
  @Test
  void shouldFindTheSchemaWhereThePagesSayItLies() throws IOException {
    String path = "diana/src/main/resources/io/millrace/diana/config/policy.schema.json";
    assertThat(ROOT.resolve(path)).exists();
    for (String page : List.of("diana/README.md", "docs/operating.md")) {
      assertThat(Files.readString(ROOT.resolve(page)))
          .contains("# yaml-language-server: $schema=", path);
    }
    assertThat(getClass().getResource("/io/millrace/diana/config/policy.schema.json")).isNotNull();
  }
}
