package io.millrace.bench.load;

import java.util.List;

/**
 * Requests that are all answered alike, and how often they were. Owned by the load's thread.
 *
 * <p>Every answer is looked at: a server that says no is quick, and must not win by it.
 */
final class Kind {

  private final String name;
  private final int expectedStatus;
  private final List<Template> templates;
  private int next;
  private long answered;
  private long units;

  Kind(String name, int expectedStatus, List<Template> templates) {
    this.name = name;
    this.expectedStatus = expectedStatus;
    this.templates = List.copyOf(templates);
  }

  String name() {
    return name;
  }

  Template next() {
    Template template = templates.get(next);
    next = (next + 1) % templates.size();
    return template;
  }

  void answered(Template template, int status) {
    if (status != expectedStatus) {
      throw new IllegalStateException(
          "a request of kind %s was answered with %d and not with %d"
              .formatted(name, status, expectedStatus));
    }
    answered++;
    units += template.units();
  }

  /** Since the beginning. */
  long answered() {
    return answered;
  }

  /** The units of goods in what was answered. */
  long units() {
    return units;
  }
}
