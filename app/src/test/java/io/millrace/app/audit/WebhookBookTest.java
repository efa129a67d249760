package io.millrace.app.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Secret;
import io.millrace.model.WebhookDisabled;
import io.millrace.model.WebhookSettings;
import io.millrace.model.fact.WebhookEndpointDefined;
import io.millrace.model.fact.WebhookEndpointDisabled;
import io.millrace.model.fact.WebhookEndpointEnabled;
import io.millrace.model.fact.WebhookEndpointRemoved;
import io.millrace.model.fact.WebhookFact;
import io.millrace.model.fact.WebhookSecretRotated;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What facts about endpoints of webhooks cannot be, and what they can. */
class WebhookBookTest {

  private static final WebhookSettings SETTINGS =
      new WebhookSettings("https://example.com/", List.of("*"), "");
  private static final Secret SECRET = new Secret(new byte[32]);

  private final Findings findings = new Findings();
  private final WebhookBook book = new WebhookBook(findings);

  private void take(WebhookFact... facts) {
    for (WebhookFact fact : facts) {
      book.take(new Place(0, 1, 0), fact);
    }
  }

  private List<String> broken() {
    return findings.violations().stream().map(Violation::sentence).toList();
  }

  @Test
  void shouldLetALifePass() {
    take(
        new WebhookEndpointDefined("e", SETTINGS, SECRET, 1),
        new WebhookEndpointDefined("e", SETTINGS, null, 2),
        new WebhookSecretRotated("e", SECRET, 5, 3),
        new WebhookEndpointDisabled("e", WebhookDisabled.GONE, 4),
        new WebhookEndpointEnabled("e", 5),
        new WebhookEndpointRemoved("e"),
        new WebhookEndpointDefined("e", SETTINGS, SECRET, 1));
    assertThat(broken()).isEmpty();
  }

  @Test
  void shouldFindWhatCannotBe() {
    take(
        new WebhookEndpointRemoved("e"),
        new WebhookEndpointDefined("e", SETTINGS, null, 1),
        new WebhookEndpointDefined("e", SETTINGS, SECRET, 1),
        new WebhookEndpointEnabled("e", 2),
        new WebhookEndpointDisabled("e", WebhookDisabled.GONE, 3),
        new WebhookEndpointDisabled("e", WebhookDisabled.GONE, 4),
        new WebhookSecretRotated("e", SECRET, 5, 7));
    assertThat(broken())
        .containsExactly(
            "an endpoint of webhooks is removed that there is not",
            "an endpoint of webhooks has no secret",
            "an endpoint of webhooks is made again",
            "an endpoint is enabled that was so already",
            "an endpoint is disabled that was so already",
            "an endpoint of webhooks has version 7 after 4");
  }
}
