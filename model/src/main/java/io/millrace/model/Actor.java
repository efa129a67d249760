package io.millrace.model;

/** Who caused a fact. */
public record Actor(Role role, String id) {

  /** The node itself: openings and levels. */
  public static final Actor NODE = new Actor(Role.NODE, "");

  /** The holder of the operator key; there is one. */
  public static final Actor OPERATOR = new Actor(Role.OPERATOR, "");

  public static Actor merchant(String keyId) {
    return new Actor(Role.MERCHANT, keyId);
  }

  public static Actor buyer(BuyerId buyer) {
    return new Actor(Role.BUYER, buyer.value());
  }

  /** Numbers are on the wire: they never change and are never used again. */
  public enum Role {
    NODE(1),
    OPERATOR(2),
    MERCHANT(3),
    BUYER(4);

    private final int number;

    Role(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }
}
