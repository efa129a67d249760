package io.millrace.app;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** Which release this is; the build writes it into the jar's manifest. */
public final class Version implements IVersionProvider {

  /** Classes that were not packed into a jar have no version. */
  private static final String UNPACKED = "unpacked";

  public static String number() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), UNPACKED);
  }

  @Override
  public String[] getVersion() {
    return new String[] {"Millrace " + number()};
  }
}
