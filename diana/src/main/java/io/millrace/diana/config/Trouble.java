package io.millrace.diana.config;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one place at present. It is logged when it begins and when it becomes another,
 * not at each look. Written by the keeper's thread; any may read it.
 */
final class Trouble {
  private static final System.Logger LOG = System.getLogger(PolicyKeeper.class.getName());

  private volatile @Nullable String now;

  Optional<String> now() {
    return Optional.ofNullable(now);
  }

  void is(String place, Exception e) {
    String told = told(place, e);
    if (!told.equals(now)) {
      LOG.log(System.Logger.Level.WARNING, "Trouble with the policy: " + told);
      now = told;
    }
  }

  private static String told(String place, Exception e) {
    if (e instanceof PolicyRefused) {
      return String.valueOf(e.getMessage()); // each of its lines begins with the place
    }
    if (e instanceof NoSuchFileException) {
      return place + ": is not there";
    }
    return place + ": " + (e instanceof IOException ? e.toString() : e.getMessage());
  }

  void over() {
    now = null;
  }
}
