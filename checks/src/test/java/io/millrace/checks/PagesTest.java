package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages say of each other. */
final class PagesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> NO_PAGES = Set.of("target", ".git", "node_modules", "data");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```");
  private static final Pattern FIGURES = Pattern.compile("(?m)^\\|[^|]*\\|([^|]*\\d[^|]*)\\|$");
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:[.,]\\d+)*");

  private static List<Path> pages() throws IOException {
    try (Stream<Path> all = Files.walk(ROOT)) {
      return all.filter(file -> file.toString().endsWith(".md") && !isBuilt(file)).toList();
    }
  }

  private static boolean isBuilt(Path page) {
    for (Path part : ROOT.relativize(page)) {
      if (NO_PAGES.contains(part.toString())) {
        return true;
      }
    }
    return false;
  }

  private static List<String> found(Pattern pattern, String text, int group) {
    return pattern.matcher(text).results().map(result -> result.group(group)).toList();
  }

  @Test
  void shouldLinkToWhatIsThere() throws IOException {
    List<String> broken = new ArrayList<>();
    List<Path> pages = pages();
    assertThat(pages).hasSizeGreaterThan(50);
    for (Path page : pages) {
      String text = CODE.matcher(Files.readString(page)).replaceAll("");
      for (String link : found(LINK, text, 1)) {
        if (!link.contains("://") && !leadsSomewhere(page, link)) {
          broken.add(ROOT.relativize(page) + " → " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean leadsSomewhere(Path page, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
    if (!Files.exists(target)) {
      return false;
    }
    return parts.length == 1
        || found(HEADING, Files.readString(target), 1).stream()
            .map(PagesTest::anchor)
            .anyMatch(parts[1]::equals);
  }

  /** As the sites that show these pages make them. */
  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }

  /** Commands and figures are the same in every language; words are checked by nobody. */
  @Test
  void shouldSayTheSameInChinese() throws IOException {
    String english = Files.readString(ROOT.resolve("README.md"));
    String chinese = Files.readString(ROOT.resolve("README.zh-CN.md"));
    assertThat(found(CODE, chinese, 0)).isEqualTo(found(CODE, english, 0)).isNotEmpty();
    assertThat(figures(chinese)).isEqualTo(figures(english)).isNotEmpty();
    assertThat(links(chinese, "README.md")).isEqualTo(links(english, "README.zh-CN.md"));
  }

  private static List<List<String>> figures(String page) {
    return found(FIGURES, page, 1).stream()
        .map(cell -> NUMBER.matcher(cell).results().map(MatchResult::group).toList())
        .toList();
  }

  private static List<String> links(String page, String exceptTo) {
    return found(LINK, page, 1).stream().filter(link -> !link.equals(exceptTo)).toList();
  }
}
