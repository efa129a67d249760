package io.millrace.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Names of files, as programs see them and as they would be found after a loss of power. */
final class SimulatedDirectory {

  /** One change of names; a rename takes one name away and sets another at one stroke. */
  private record Change(@Nullable String removed, @Nullable String set, SimulatedFile file) {
    void applyTo(TreeMap<String, SimulatedFile> names) {
      if (removed != null) {
        names.remove(removed);
      }
      if (set != null) {
        names.put(set, file);
      }
    }
  }

  private TreeMap<String, SimulatedFile> names = new TreeMap<>();
  private final TreeMap<String, SimulatedFile> durable = new TreeMap<>();
  private final List<Change> unforced = new ArrayList<>();

  List<String> list() {
    return List.copyOf(names.keySet());
  }

  @Nullable SimulatedFile find(String name) {
    return names.get(name);
  }

  /** What the files take, as programs see them. */
  long bytes() {
    return names.values().stream().mapToLong(SimulatedFile::length).sum();
  }

  SimulatedFile create(String name) {
    SimulatedFile file = new SimulatedFile();
    change(new Change(null, name, file));
    return file;
  }

  void rename(String from, String to, SimulatedFile file) {
    change(new Change(from, to, file));
  }

  void delete(String name, SimulatedFile file) {
    change(new Change(name, null, file));
  }

  private void change(Change change) {
    change.applyTo(names);
    unforced.add(change);
  }

  void force() {
    unforced.forEach(change -> change.applyTo(durable));
    unforced.clear();
  }

  /** What did not arrive when the power went: changes of names, sectors of files. */
  record Lost(int names, int sectors) {}

  /** A file system's journal keeps the order of changes but may stop anywhere in them. */
  Lost losePower(SplitMix chance) {
    int kept = chance.below(unforced.size() + 1);
    int lostNames = unforced.size() - kept;
    unforced.subList(0, kept).forEach(change -> change.applyTo(durable));
    unforced.clear();
    names = new TreeMap<>(durable);
    int lostSectors = 0;
    for (SimulatedFile file : names.values()) {
      lostSectors += file.losePower(chance);
    }
    return new Lost(lostNames, lostSectors);
  }
}
