package io.millrace.app.start;

import io.millrace.app.Stop;
import io.millrace.app.config.Configuration;
import io.millrace.model.read.ReadModel;
import io.millrace.node.follow.Cursor;
import io.millrace.node.follow.Effect;
import io.millrace.node.follow.LogFollower;
import io.millrace.projection.Part;
import io.millrace.projection.SplitReadModel;
import io.millrace.projection.SqlReadModel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the read model of a node is: nowhere, in one database, or in several that have a part of it
 * each. Each database is kept by a follower of its own, at its own pace.
 */
final class ReadModelDatabases implements AutoCloseable {

  /** Followers' names in routes and metrics; of several, each has its place behind it. */
  static final String NAME = "read-model";

  /** Of databases that are made for a later start. */
  static final String NEXT = "next-read-model";

  private static final String SQLITE = "jdbc:sqlite:";

  private final String name;
  private final List<SqlReadModel> databases;
  private final @Nullable ReadModel model;
  private volatile List<LogFollower> followers = List.of();

  /**
   * Nothing is opened before it is needed.
   *
   * @param file of the data directory, for tables that are to be there
   */
  ReadModelDatabases(String name, Configuration.ReadModel where, Path file) {
    this.name = name;
    this.databases =
        switch (where) {
          case Configuration.ReadModel.None _ -> List.of();
          case Configuration.ReadModel.InDataDirectory _ ->
              List.of(at(SqlReadModel.urlOf(file), Optional.empty(), Part.WHOLE));
          case Configuration.ReadModel.At at -> at(at);
        };
    this.model =
        switch (databases.size()) {
          case 0 -> null;
          case 1 -> databases.getFirst();
          default -> new SplitReadModel(databases);
        };
  }

  /** Two followers in the same tables would take each fact twice, however the path is written. */
  static void checkApart(Configuration.ReadModel now, Configuration.ReadModel next, Path file) {
    if (now instanceof Configuration.ReadModel.InDataDirectory
        && next instanceof Configuration.ReadModel.At at
        && at.urls().stream().anyMatch(url -> isAt(url, file))) {
      throw Stop.wrongUse("--next-database names the read model of the data directory.");
    }
  }

  private static boolean isAt(String url, Path file) {
    try {
      return url.startsWith(SQLITE)
          && Path.of(url.substring(SQLITE.length()))
              .toAbsolutePath()
              .normalize()
              .equals(file.toAbsolutePath().normalize());
    } catch (InvalidPathException _) {
      return false; // nor will it open
    }
  }

  private List<SqlReadModel> at(Configuration.ReadModel.At at) {
    int all = at.urls().size();
    List<SqlReadModel> opened = new ArrayList<>();
    for (int place = 1; place <= all; place++) {
      opened.add(at(at.urls().get(place - 1), at.driver(), new Part(place, all)));
    }
    return opened;
  }

  private SqlReadModel at(String url, Optional<Path> driver, Part part) {
    try {
      return new SqlReadModel(url, driver, part, (shard, at) -> isOfLog(part, shard, at));
    } catch (IllegalArgumentException e) {
      String option = name.equals(NEXT) ? "--next-database " : "--database ";
      throw Stop.wrongUse(option + e.getMessage() + ".");
    }
  }

  /** Tables of another history would tell of orders that are not, and be as of any position. */
  private boolean isOfLog(Part part, int shard, Cursor stands) {
    List<LogFollower> all = followers;
    return !all.isEmpty() && all.get(part.place() - 1).isOfLog(shard, stands);
  }

  /** What is asked; null if there is none. */
  @Nullable ReadModel model() {
    return model;
  }

  List<String> names() {
    return IntStream.rangeClosed(1, databases.size()).mapToObj(this::name).toList();
  }

  private String name(int place) {
    return databases.size() == 1 ? name : name + "-" + place;
  }

  /** Makes a follower for a database. */
  interface Making {
    /**
     * One that is not stepped yet.
     *
     * @param isFile whether the database takes room on a disk of this machine
     */
    LogFollower follower(String name, Effect effect, boolean isFile);
  }

  /** Has a follower made for each. */
  List<LogFollower> follow(Making making) {
    List<LogFollower> made = new ArrayList<>();
    for (int place = 1; place <= databases.size(); place++) {
      SqlReadModel database = databases.get(place - 1);
      made.add(making.follower(name(place), database.effect(), database.isFile()));
    }
    followers = List.copyOf(made);
    return followers;
  }

  /** Whether all tables are of the log that a shard has, and well. */
  boolean areFollowing(int shard) {
    List<LogFollower> all = followers;
    return !all.isEmpty() && all.stream().allMatch(follower -> follower.isFollowing(shard));
  }

  /** When nobody asks any more. All at a time: each may hang for a while. */
  @Override
  public void close() {
    List<Thread> closing =
        databases.stream().map(database -> Thread.ofVirtual().start(database::close)).toList();
    try {
      for (Thread each : closing) {
        each.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
