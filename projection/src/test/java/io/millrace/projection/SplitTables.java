package io.millrace.projection;

import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.LogFollower;
import io.millrace.projection.sql.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A read model that is split over several databases, and what keeps them. */
final class SplitTables implements AutoCloseable {

  final List<SqlReadModel> parts = new ArrayList<>();
  final List<LogFollower> followers = new ArrayList<>();
  final SplitReadModel model;
  private final Mill mill;

  SplitTables(Mill mill, List<String> urls) {
    this(urls.stream().map(Database::new).toList(), mill);
  }

  SplitTables(List<Database> databases, Mill mill) {
    this.mill = mill;
    for (int place = 1; place <= databases.size(); place++) {
      int index = place - 1;
      SqlReadModel part =
          new SqlReadModel(
              databases.get(index),
              new Part(place, databases.size()),
              (shard, stands) -> followers.get(index).isOfLog(shard, stands));
      parts.add(part);
      followers.add(mill.follower(part, FollowerWatch.NONE));
    }
    this.model = new SplitReadModel(parts);
  }

  /** Each as far as it comes, with time for those that have failed. */
  void stepAll() {
    for (int i = 0; i < 3; i++) {
      followers.forEach(Mill::stepAll);
      mill.clock.passMillis(Duration.ofMinutes(1).toMillis());
    }
    followers.forEach(Mill::stepAll);
  }

  @Override
  public void close() {
    followers.forEach(LogFollower::close);
    parts.forEach(SqlReadModel::close);
  }
}
