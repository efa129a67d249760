package io.millrace.diana.algorithm;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Slow, obviously right limiters: each keeps every request that it ever took and works everything
 * out from the beginning, in numbers that cannot overflow.
 */
abstract class Model {
  record Taken(long at, long cost) {}

  final List<Taken> taken = new ArrayList<>();

  abstract boolean admits(long now, long cost);

  void take(long now, long cost) {
    taken.add(new Taken(now, cost));
  }

  static BigInteger big(long number) {
    return BigInteger.valueOf(number);
  }

  static Model fixedWindow(long limit, long period) {
    return new Model() {
      @Override
      boolean admits(long now, long cost) {
        long used = 0;
        for (Taken each : taken) {
          used += each.at() / period == now / period ? each.cost() : 0;
        }
        return used + cost <= limit;
      }
    };
  }

  static Model slidingLog(long limit, long period) {
    return new Model() {
      @Override
      boolean admits(long now, long cost) {
        long used = 0;
        for (Taken each : taken) {
          used += each.at() > now - period ? each.cost() : 0;
        }
        return used + cost <= limit;
      }
    };
  }

  static Model slidingCounter(long limit, long period) {
    return new Model() {
      @Override
      boolean admits(long now, long cost) {
        long current = 0;
        long previous = 0;
        for (Taken each : taken) {
          long behind = now / period - each.at() / period;
          current += behind == 0 ? each.cost() : 0;
          previous += behind == 1 ? each.cost() : 0;
        }
        BigInteger weighed = big(previous).multiply(big(period - now % period));
        BigInteger whole = big(current + cost).multiply(big(period));
        return weighed.add(whole).compareTo(big(limit).multiply(big(period))) <= 0;
      }
    };
  }

  /** Tokens are counted in 1/period of one, so that a nanosecond brings a whole number of them. */
  static Model tokenBucket(long limit, long period, long burst) {
    return new Model() {
      @Override
      boolean admits(long now, long cost) {
        BigInteger full = big(burst).multiply(big(period));
        BigInteger tokens = full;
        long last = 0;
        for (Taken each : taken) {
          tokens = tokens.add(big(each.at() - last).multiply(big(limit))).min(full);
          tokens = tokens.subtract(big(each.cost()).multiply(big(period)));
          last = each.at();
        }
        tokens = tokens.add(big(now - last).multiply(big(limit))).min(full);
        return big(cost).multiply(big(period)).compareTo(tokens) <= 0;
      }
    };
  }

  static Model leakyBucket(long limit, long period, long capacity) {
    return new Model() {
      @Override
      boolean admits(long now, long cost) {
        BigInteger added = big(cost).multiply(big(period));
        return level(limit, period, now).add(added).compareTo(big(capacity).multiply(big(period)))
            <= 0;
      }
    };
  }

  /** What stands in a bucket with a hole, in 1/period of a unit. */
  final BigInteger level(long limit, long period, long now) {
    BigInteger level = BigInteger.ZERO;
    long last = 0;
    for (Taken each : taken) {
      level = level.subtract(big(each.at() - last).multiply(big(limit))).max(BigInteger.ZERO);
      level = level.add(big(each.cost()).multiply(big(period)));
      last = each.at();
    }
    return level.subtract(big(now - last).multiply(big(limit))).max(BigInteger.ZERO);
  }
}
