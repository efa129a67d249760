package io.millrace.app.audit;

/** What is held against the log; the numbers are those of the design. */
public enum Promise {
  NEVER_OVERSELL("1", "never oversold: every SKU's ledger adds up, nothing below zero"),
  NOTHING_LOST("2", "nothing lost: every sequence is there, every change has its order"),
  ONE_KEY_ONE_EFFECT("3", "one key, one effect: no key and no submit token is used twice"),
  ON_TIME("4", "on time: nothing fires before its time has come"),
  SAME_FACTS_SAME_STATE("7", "same facts, same state: the digest of each frame comes out again"),
  RULES("rules", "the rules: order states, amounts, versions, ids, limits per buyer");

  private final String number;
  private final String sentence;

  Promise(String number, String sentence) {
    this.number = number;
    this.sentence = sentence;
  }

  public String number() {
    return number;
  }

  public String sentence() {
    return sentence;
  }
}
