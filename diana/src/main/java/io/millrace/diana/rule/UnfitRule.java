package io.millrace.diana.rule;

/**
 * A rule that is right by itself, and does not fit the others or the place where it is to count.
 * Whoever read it from a file knows where it stands there.
 */
public final class UnfitRule extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final int rule;
  private final String field;

  /**
   * Refuses a rule.
   *
   * @param rule which of the policy's, from 0
   * @param field of the rule, as files name it; empty for all of it
   */
  public UnfitRule(int rule, String field, String detail) {
    super(detail);
    this.rule = rule;
    this.field = field;
  }

  public int rule() {
    return rule;
  }

  public String field() {
    return field;
  }
}
