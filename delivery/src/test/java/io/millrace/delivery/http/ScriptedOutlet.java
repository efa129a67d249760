package io.millrace.delivery.http;

import io.millrace.delivery.http.PostResult.Answered;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Receivers that are functions of what they are sent; some do not answer before somebody says so.
 * For one thread.
 */
public final class ScriptedOutlet implements Outlet {

  public static final PostResult WELL = new Answered(204, "HTTP 204", null);
  public static final PostResult BROKEN = new Answered(500, "HTTP 500", null);

  public final List<Post> sent = new ArrayList<>();

  /** By the address; what is not here takes everything. */
  public final Map<String, Function<Post, PostResult>> receivers = new HashMap<>();

  /** Addresses that do not answer. */
  public final Set<String> hanging = new HashSet<>();

  private final ArrayDeque<Runnable> hung = new ArrayDeque<>();

  /** Says that a receiver does not answer. */
  private static final class Hanging extends Error {
    private static final long serialVersionUID = 1L;

    Hanging() {
      super(null, null, false, false);
    }
  }

  /** Runs what sends one request; false if that hangs now. */
  public boolean run(Runnable sending) {
    try {
      sending.run();
      return true;
    } catch (Hanging _) {
      hung.add(sending);
      return false;
    }
  }

  /** Lets those come back that hang no more; false if none does. */
  public boolean letBack() {
    boolean any = false;
    for (int left = hung.size(); left > 0; left--) {
      any |= run(hung.remove());
    }
    return any;
  }

  public int hung() {
    return hung.size();
  }

  /** The process that waited for them has died. */
  public void forget() {
    hung.clear();
  }

  @Override
  public PostResult send(Post post) {
    String url = post.url().toString();
    if (hanging.contains(url)) {
      throw new Hanging();
    }
    sent.add(post);
    return receivers.getOrDefault(url, _ -> WELL).apply(post);
  }

  /** Bodies that were sent to an address. */
  public List<String> sentTo(String url) {
    return sent.stream().filter(post -> post.url().toString().equals(url)).map(Post::body).toList();
  }
}
