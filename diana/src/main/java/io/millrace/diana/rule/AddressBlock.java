package io.millrace.diana.rule;

/** All addresses that begin alike: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or a single one. */
public record AddressBlock(long high, long low, int bits) {
  /** Reads what {@link #toString} writes. */
  public static AddressBlock of(String text) {
    int slash = text.indexOf('/');
    Address address = new Address();
    if (!address.parse(slash < 0 ? text : text.substring(0, slash))) {
      throw new IllegalArgumentException("\"" + text + "\" is no address");
    }
    int most = address.isV4() ? 32 : 128;
    int prefix = slash < 0 ? most : number(text, text.substring(slash + 1), most);
    int bits = address.isV4() ? prefix + Address.MAPPED_BITS : prefix;
    long high = address.high();
    long low = address.low();
    address.keep(bits);
    if (address.high() != high || address.low() != low) {
      throw new IllegalArgumentException(
          "\"" + text + "\" has bits behind its first " + prefix + "; did you mean another block?");
    }
    return new AddressBlock(high, low, bits);
  }

  private static int number(String text, String prefix, int most) {
    if (prefix.matches("[0-9]{1,3}") && Integer.parseInt(prefix) <= most) {
      return Integer.parseInt(prefix);
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" must end in a number of bits from 0 to " + most);
  }

  public boolean contains(Address address) {
    return (address.high() & Address.mask(bits)) == high
        && (address.low() & Address.mask(bits - 64)) == low;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    Address.write(high, low, bits, text);
    return text.toString();
  }
}
