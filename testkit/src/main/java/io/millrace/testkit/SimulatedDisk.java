package io.millrace.testkit;

import io.millrace.journal.Disk;
import io.millrace.journal.DiskFile;
import io.millrace.journal.LogLocked;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that keeps no more than it must. Deterministic: the same seed and the same calls
 * give the same losses. For one thread.
 *
 * <p>A crash is armed with {@link #crashAtOperation} and comes as {@link PowerCut} out of that
 * operation; every later call of the old machine throws it too. Then {@link #restorePower} shows
 * what the platter holds, or {@link #restartProcess} what a killed process left in the page cache.
 */
public final class SimulatedDisk implements Disk {

  private final SplitMix chance;
  private final TreeMap<String, SimulatedDirectory> directories = new TreeMap<>();
  private final Set<String> locked = new HashSet<>();
  private long capacityBytes = Long.MAX_VALUE;
  private long operations;
  private long bytesRead;
  private long crashAt = Long.MAX_VALUE;
  private long lostNames;
  private long lostSectors;
  private int boots;
  private boolean down;
  private boolean failNextForce;
  private boolean failNextWrite;
  private boolean ignoresForces;
  private boolean ignoresDirectoryForces;
  private @Nullable Runnable beforeOpen;
  private int opensBefore;

  public SimulatedDisk(long seed) {
    this.chance = new SplitMix(seed);
  }

  /** Operations that change something, so far. */
  public long operations() {
    return operations;
  }

  /** Bytes that were read, so far. */
  public long bytesRead() {
    return bytesRead;
  }

  /** The n-th changing operation from now on does not return. */
  public void crashAtOperation(long n) {
    crashAt = operations + n;
  }

  public void failNextForce() {
    failNextForce = true;
  }

  public void failNextWrite() {
    failNextWrite = true;
  }

  /** Files may grow by this much and no more, until some are deleted. */
  public void leaveFree(long bytes) {
    capacityBytes = bytes == Long.MAX_VALUE ? bytes : usedBytes() + bytes;
  }

  private long usedBytes() {
    return directories.values().stream().mapToLong(SimulatedDirectory::bytes).sum();
  }

  private long freeBytes() {
    return capacityBytes == Long.MAX_VALUE ? capacityBytes : capacityBytes - usedBytes();
  }

  /** A device that says "forced" and forgets: tests of durability must fail on it. */
  public void ignoreForces() {
    ignoresForces = true;
  }

  /** A file system that says "forced" and forgets names: likewise. */
  public void ignoreDirectoryForces() {
    ignoresDirectoryForces = true;
  }

  /** What somebody else does at the very moment before the next file is opened. */
  public void beforeNextOpen(Runnable other) {
    beforeOpen(1, other);
  }

  /** The same before the n-th open from now on. */
  public void beforeOpen(int n, Runnable other) {
    opensBefore = n - 1;
    beforeOpen = other;
  }

  /** Cuts the power, if it is not cut yet, and starts the machine again. */
  public void restorePower() {
    for (SimulatedDirectory directory : directories.values()) {
      SimulatedDirectory.Lost lost = directory.losePower(chance);
      lostNames += lost.names();
      lostSectors += lost.sectors();
    }
    restartProcess();
  }

  /** Changes of names that were not forced and did not survive a loss of power, so far. */
  public long lostNames() {
    return lostNames;
  }

  /** Sectors that were written, not forced, and did not survive, so far. */
  public long lostSectors() {
    return lostSectors;
  }

  /** Ends the process at once and lets another begin: the page cache outlives it. */
  public void restartProcess() {
    locked.clear();
    boots++;
    down = false;
    crashAt = Long.MAX_VALUE;
    failNextForce = false;
    failNextWrite = false;
  }

  /** The bytes of a file as programs see them. */
  public byte[] contents(String path) throws IOException {
    return file(path).contents();
  }

  /** Replaces a file's bytes, forced: damage that a test makes. */
  public void overwrite(String path, byte[] contents) throws IOException {
    file(path).overwrite(contents);
  }

  @Override
  public void createDirectories(String directory) {
    checkUp(boots);
    directories.computeIfAbsent(directory, any -> new SimulatedDirectory());
  }

  @Override
  public List<String> list(String directory) {
    checkUp(boots);
    SimulatedDirectory found = directories.get(directory);
    return found == null ? List.of() : found.list();
  }

  @Override
  public DiskFile open(String path, Access access) throws IOException {
    checkUp(boots);
    Runnable other = beforeOpen;
    if (other != null && opensBefore-- == 0) {
      beforeOpen = null;
      other.run();
    }
    if (access != Access.CREATE) {
      return new OpenFile(file(path), boots);
    }
    SimulatedFile created = directory(path).create(nameOf(path));
    changed();
    return new OpenFile(created, boots);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    checkUp(boots);
    directory(from).rename(nameOf(from), nameOf(to), file(from));
    changed();
  }

  @Override
  public void delete(String path) throws IOException {
    checkUp(boots);
    SimulatedFile file = directory(path).find(nameOf(path));
    if (file != null) {
      directory(path).delete(nameOf(path), file);
      changed();
    }
  }

  @Override
  public void forceDirectory(String directory) throws IOException {
    checkUp(boots);
    changed();
    if (!ignoresDirectoryForces) {
      directory(directory + "/").force();
    }
  }

  @Override
  public long usableBytes(String directory) {
    checkUp(boots);
    return Math.max(0, freeBytes());
  }

  @Override
  public Lock lock(String path) {
    checkUp(boots);
    if (!locked.add(path)) {
      throw new LogLocked(path);
    }
    int boot = boots;
    return () -> {
      if (boot == boots) {
        locked.remove(path);
      }
    };
  }

  private void checkUp(int boot) {
    if (down || boot != boots) {
      throw new PowerCut(operations);
    }
  }

  /** Counts an operation. What it did to the cache may or may not reach the platter. */
  private void changed() {
    operations++;
    if (operations >= crashAt) {
      down = true;
      throw new PowerCut(operations);
    }
  }

  private SimulatedDirectory directory(String path) throws IOException {
    SimulatedDirectory found = directories.get(path.substring(0, path.lastIndexOf('/')));
    if (found == null) {
      throw new NoSuchFileException(path);
    }
    return found;
  }

  private SimulatedFile file(String path) throws IOException {
    @Nullable SimulatedFile found = directory(path).find(nameOf(path));
    if (found == null) {
      throw new NoSuchFileException(path);
    }
    return found;
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private final class OpenFile implements DiskFile {
    private final SimulatedFile file;
    private final int boot;

    OpenFile(SimulatedFile file, int boot) {
      this.file = file;
      this.boot = boot;
    }

    @Override
    public long size() {
      checkUp(boot);
      return file.length();
    }

    @Override
    public void read(ByteBuffer target, long position) {
      checkUp(boot);
      int wanted = target.remaining();
      file.read(target, position);
      bytesRead += wanted - target.remaining();
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      checkUp(boot);
      long growth = Math.max(0, position + source.remaining() - file.length());
      if (growth > 0 && growth > freeBytes()) {
        throw new IOException("No space left on the simulated device");
      }
      if (failNextWrite) {
        failNextWrite = false;
        file.write(source.slice(source.position(), source.remaining() / 2), position);
        throw new IOException("The simulated device failed in the middle of a write");
      }
      file.write(source, position);
      changed();
    }

    @Override
    public void force() throws IOException {
      checkUp(boot);
      changed();
      if (failNextForce) {
        failNextForce = false;
        file.failForce();
        throw new IOException("The simulated device failed to force");
      }
      if (!ignoresForces) {
        file.force();
      }
    }

    @Override
    public void close() {
      // nothing is forced by closing
    }
  }
}
