package io.millrace.diana.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads a file of YAML or JSON that is a version and one list: all of it or nothing, and what is
 * wrong with its place.
 */
public final class SettingsFile {

  /** The one version that there has been. A later one is refused: it may mean something else. */
  private static final int VERSION = 1;

  /** All that there may be, at a generous length, fits in it. */
  public static final int BYTES_MAX = 1 << 20;

  private SettingsFile() {}

  /**
   * Each item is refused for the first thing that is wrong with it, and the file for all of those.
   *
   * @param name of the file, for those who read what is wrong with it
   * @param list that it holds
   * @param form makes an item of what is said about it; refuses by {@link Settings#refuse}, or by
   *     an {@link IllegalArgumentException}
   */
  public static <T> List<T> read(String name, byte[] bytes, String list, Function<Settings, T> form)
      throws PolicyRefused {
    if (bytes.length > BYTES_MAX) {
      throw refused(new Fault(name, 1, 1, "", "is longer than " + BYTES_MAX + " bytes"));
    }
    try {
      return items(new Settings(Tree.of(name, text(name, bytes))), list, form);
    } catch (FaultFound found) {
      throw refused(found.fault());
    }
  }

  private static String text(String name, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new FaultFound(new Fault(name, 1, 1, "", "is not UTF-8"));
    }
  }

  private static <T> List<T> items(Settings file, String list, Function<Settings, T> form)
      throws PolicyRefused {
    file.number("version", VERSION, VERSION);
    file.has(list);
    file.requireAllRead();
    List<Fault> faults = new ArrayList<>();
    List<T> items = new ArrayList<>();
    for (Settings each : file.items(list)) {
      try {
        items.add(form.apply(each));
        each.requireAllRead();
      } catch (FaultFound found) {
        faults.add(found.fault());
      } catch (IllegalArgumentException e) {
        faults.add(((FaultFound) each.refuse(String.valueOf(e.getMessage()))).fault());
      }
    }
    if (!faults.isEmpty()) {
      throw new PolicyRefused(faults);
    }
    return items;
  }

  static PolicyRefused refused(Fault fault) {
    return new PolicyRefused(List.of(fault));
  }
}
