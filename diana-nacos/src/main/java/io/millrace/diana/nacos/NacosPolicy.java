package io.millrace.diana.nacos;

import com.alibaba.nacos.api.config.ConfigService;
import com.alibaba.nacos.api.config.listener.Listener;
import com.alibaba.nacos.api.exception.NacosException;
import io.millrace.diana.config.PushedPolicy;
import io.millrace.diana.config.RemotePolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A policy that is one configuration of Nacos. Owned by the thread of its keeper. */
public final class NacosPolicy implements RemotePolicy {
  private static final long ANSWER_MILLIS_MAX = 3_000;

  private final ConfigService nacos;
  private final String dataId;
  private final String group;
  private final PushedPolicy pushed;
  private boolean listens;

  /**
   * Asks there.
   *
   * @param nacos the application's own client, which knows server, namespace and credentials
   * @param wait how long a fetch waits for a change
   */
  public NacosPolicy(ConfigService nacos, String dataId, String group, Duration wait) {
    this.nacos = nacos;
    this.dataId = dataId;
    this.group = group;
    this.pushed = new PushedPolicy("nacos:" + group + "/" + dataId, wait);
  }

  @Override
  public String name() {
    return pushed.name();
  }

  @Override
  public @Nullable Copy fetch(@Nullable String known) throws IOException, InterruptedException {
    if (!listens) {
      try {
        pushed.push(
            nacos.getConfigAndSignListener(dataId, group, ANSWER_MILLIS_MAX, new Changes()));
        listens = true;
      } catch (NacosException e) {
        throw new IOException(name() + " does not answer: " + e.getErrMsg(), e);
      }
    }
    return pushed.fetch(known);
  }

  /** Called by the client's own thread. */
  private final class Changes implements Listener {
    @Override
    public @Nullable Executor getExecutor() {
      return null;
    }

    @Override
    public void receiveConfigInfo(String content) {
      pushed.push(content);
    }
  }
}
