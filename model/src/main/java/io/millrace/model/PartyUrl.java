package io.millrace.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where webhooks go that are sent through a third party of the operator's: {@code
 * party:warehouse/hooks} is {@code /hooks} behind the address of the party {@code warehouse}.
 *
 * @param path with its query; begins with a slash
 */
public record PartyUrl(String party, String path) {

  private static final String SCHEME = "party:";

  /** How an operator may call a party. */
  public static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  private static final Pattern FORM =
      Pattern.compile(
          SCHEME + "(" + NAME + ")(/(?:[A-Za-z0-9._~/?@!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*)");

  /** A step up, however it is written: it may lead out of what is behind the party's address. */
  private static final Pattern STEP =
      Pattern.compile("(?:^|[/\\\\])(?:\\.|%2e){1,2}(?:$|[/\\\\?])", Pattern.CASE_INSENSITIVE);

  private static final Pattern ENCODED_SLASH = Pattern.compile("%2f|%5c", Pattern.CASE_INSENSITIVE);

  /** Whether it is meant to be one, well formed or not. */
  public static boolean isMeant(String url) {
    return url.startsWith(SCHEME);
  }

  /** Empty for what is no such address. */
  public static Optional<PartyUrl> of(String url) {
    Matcher parts = FORM.matcher(url);
    return parts.matches() && staysBelow(parts.group(2))
        ? Optional.of(new PartyUrl(parts.group(1), parts.group(2)))
        : Optional.empty();
  }

  private static boolean staysBelow(String pathAndQuery) {
    int query = pathAndQuery.indexOf('?');
    String path = query < 0 ? pathAndQuery : pathAndQuery.substring(0, query);
    return !STEP.matcher(ENCODED_SLASH.matcher(path).replaceAll("/")).find();
  }
}
