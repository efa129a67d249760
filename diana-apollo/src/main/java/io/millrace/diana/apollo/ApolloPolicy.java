package io.millrace.diana.apollo;

import com.ctrip.framework.apollo.ConfigFile;
import io.millrace.diana.config.PushedPolicy;
import io.millrace.diana.config.RemotePolicy;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A policy that is a namespace of Apollo, in whatever format that holds text. */
public final class ApolloPolicy implements RemotePolicy {
  private final PushedPolicy pushed;

  /**
   * Listens there.
   *
   * @param file of the application's own client: {@code ConfigService.getConfigFile("limits",
   *     ConfigFileFormat.YAML)}
   * @param wait how long a fetch waits for a change
   */
  public ApolloPolicy(ConfigFile file, Duration wait) {
    pushed = new PushedPolicy("apollo:" + file.getNamespace(), wait);
    file.addChangeListener(change -> pushed.push(change.getNewValue()));
    // Behind the listener: a change in between is seen twice, and not missed.
    pushed.push(file.getContent());
  }

  @Override
  public String name() {
    return pushed.name();
  }

  @Override
  public @Nullable Copy fetch(@Nullable String known) throws IOException, InterruptedException {
    return pushed.fetch(known);
  }
}
