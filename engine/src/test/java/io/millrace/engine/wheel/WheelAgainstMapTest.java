package io.millrace.engine.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.proof.Mix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations against a sorted map, with jumps, wraps, small budgets and equal deadlines. */
class WheelAgainstMapTest {
  private static final int OPERATIONS = 60_000;
  private static final int LINES = 3;

  private record Key(long deadline, long id) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byDeadline = Long.compare(deadline, other.deadline);
      return byDeadline != 0 ? byDeadline : Long.compare(id, other.id);
    }
  }

  private record Timer(long handle, int line, Key key) {}

  private final Wheel wheel = new Wheel();
  private final List<TreeMap<Key, Timer>> model = new ArrayList<>();
  private final Map<Long, Timer> byId = new HashMap<>();
  private final List<Long> ids = new ArrayList<>();
  private final List<Long> stale = new ArrayList<>();
  private long state;
  private long now = 1_790_000_000_000L;
  private long lastId;
  private long fired;

  private long chance(long bound) {
    state += 0x9e3779b97f4a7c15L;
    return Long.remainderUnsigned(Mix.mix(state), bound);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldFireWhatTheMapSays(long seed) {
    state = seed;
    for (int i = 0; i < LINES; i++) {
      wheel.openLine();
      model.add(new TreeMap<>());
    }
    for (int i = 0; i < OPERATIONS; i++) {
      step();
      if (i % 1_000 == 0) {
        audit();
      }
    }
    audit();
    assertThat(fired).isGreaterThan(OPERATIONS / 20);
  }

  private void step() {
    switch ((int) chance(10)) {
      case 0, 1, 2, 3, 4 -> add();
      case 5 -> cancel();
      case 6 -> move();
      case 7 -> wheel.turn(now, 1 + (int) chance(50));
      default -> {
        now += chance(3) == 0 ? delay() / 4 : chance(2_000);
        fire((int) chance(200));
      }
    }
  }

  /** Any magnitude, and often a boundary of some ring or one beside it. */
  private long delay() {
    long span = 1L << chance(39);
    return switch ((int) chance(3)) {
      case 0 -> span - 1 + chance(3);
      case 1 -> (((now >> 10) + 1 + chance(3)) << 10) - now + chance(3) - 1;
      default -> chance(span + 1);
    };
  }

  private void add() {
    int line = (int) chance(LINES);
    Key key = new Key(now + delay(), chance(4) == 0 ? - ++lastId : ++lastId);
    remember(new Timer(wheel.add(line, TimerKind.of(line), key.id, key.deadline, now), line, key));
  }

  private void remember(Timer timer) {
    model.get(timer.line).put(timer.key, timer);
    if (byId.put(timer.key.id, timer) == null) {
      ids.add(timer.key.id);
    }
  }

  private Timer pick() {
    while (!ids.isEmpty()) {
      int at = (int) chance(ids.size());
      Timer timer = byId.get(ids.get(at));
      if (timer != null) {
        return timer;
      }
      ids.set(at, ids.getLast());
      ids.removeLast();
    }
    add();
    return pick();
  }

  private void forget(Timer timer) {
    model.get(timer.line).remove(timer.key);
    byId.remove(timer.key.id);
    stale.add(timer.handle);
  }

  private void cancel() {
    Timer timer = pick();
    assertThat(wheel.cancel(timer.handle)).isTrue();
    forget(timer);
    assertThat(wheel.cancel(stale.get((int) chance(stale.size())))).isFalse();
  }

  private void move() {
    Timer timer = pick();
    Key key = new Key(now + delay() - (chance(4) == 0 ? 1_000 : 0), timer.key.id);
    long handle = wheel.move(timer.handle, key.deadline);
    forget(timer);
    remember(new Timer(handle, timer.line, key));
  }

  private void fire(int most) {
    for (int i = 0; i < most; i++) {
      long first = wheel.first();
      for (int turns = 0; first == Wheel.NONE && turns < 10_000; turns++) {
        wheel.turn(now, 1 + (int) chance(300));
        first = wheel.first();
        if (!wheel.isUnderWay() && wheel.wakeMillis() > now) {
          break;
        }
      }
      if (first == Wheel.NONE) {
        for (TreeMap<Key, Timer> line : model) {
          assertThat(line.isEmpty() || line.firstKey().deadline > now).isTrue();
        }
        return;
      }
      Timer timer = Objects.requireNonNull(byId.get(wheel.id(first)));
      assertThat(timer.handle).isEqualTo(first);
      assertThat(timer.key).isEqualTo(model.get(timer.line).firstKey());
      assertThat(timer.key.deadline).isEqualTo(wheel.deadlineMillis(first));
      assertThat(timer.key.deadline).isLessThanOrEqualTo(now);
      assertThat(wheel.kind(first)).isEqualTo(TimerKind.of(timer.line));
      wheel.cancel(first);
      forget(timer);
      fired++;
    }
  }

  private void audit() {
    List<String> broken = new ArrayList<>();
    wheel.audit(broken::add);
    assertThat(broken).isEmpty();
    assertThat(wheel.size()).isEqualTo(byId.size());
  }
}
