package io.millrace.proof.audit;

/** What Millrace promises, as this auditor holds it to its word. */
public enum Promise {
  NEVER_OVERSELL(
      "For every SKU, on hand = available + held + committed, and none of them is below zero."),
  NOTHING_LOST("What was acknowledged is in the log, and what is in the log stays there."),
  ONE_KEY_ONE_EFFECT("A key that changed something gives the same answer for 24 hours."),
  ON_TIME(
      "What has a time happens neither before it nor long after it, and not once it was ended."),
  EVERYONE_HEARS("A follower is handed every fact, once and in order, as the log has it."),
  SAME_FACTS_SAME_STATE("The same facts lead to the same state: live, replayed, from a snapshot."),
  AS_THE_RULES_SAY("Every answer is what the rules say of the facts before it."),
  SERVES_AGAIN("When the faults are over, all that was asked is answered, and nothing hangs.");

  private final String sentence;

  Promise(String sentence) {
    this.sentence = sentence;
  }

  public String sentence() {
    return sentence;
  }
}
