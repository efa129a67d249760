package io.millrace.diana.nacos;

import static org.assertj.core.api.Assertions.assertThat;

import com.alibaba.nacos.api.NacosFactory;
import com.alibaba.nacos.api.config.ConfigService;
import io.millrace.diana.config.Kinds;
import io.millrace.diana.config.PolicyFile;
import io.millrace.diana.config.PolicyKeeper;
import io.millrace.diana.config.PolicyKeeper.Origin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nacos's own client against a server of this test that speaks its protocol. */
final class NacosPolicyTest {
  private static String policy(String rule) {
    return "version: 1\nrules: [{name: %s, algorithm: {concurrency: {limit: 1}}}]".formatted(rule);
  }

  @Test
  void shouldFollowAConfiguration(@TempDir Path folder) throws Exception {
    System.setProperty("JM.SNAPSHOT.PATH", folder.toString());
    System.setProperty("JM.LOG.PATH", folder.toString());
    List<String> inForce = new ArrayList<>();
    try (NacosServer server = new NacosServer(policy("first"))) {
      Properties where = new Properties();
      where.setProperty("serverAddr", server.address());
      ConfigService nacos = NacosFactory.createConfigService(where);
      PolicyKeeper keeper =
          new PolicyKeeper(
              new PolicyFile(new Kinds()),
              new NacosPolicy(nacos, "limits.yaml", "DEFAULT_GROUP", Duration.ofSeconds(30)),
              folder.resolve("copy"),
              null,
              policy -> inForce.add(policy.rules().get(0).name()));
      keeper.start();
      assertThat(keeper.origin()).isEqualTo(Origin.REMOTE);
      server.publish(policy("second"));
      while (inForce.size() < 2) {
        keeper.step();
      }
      server.publish("nonsense");
      while (keeper.trouble() == null) {
        keeper.step();
      }
      server.publish(policy("third"));
      while (inForce.size() < 3) {
        keeper.step();
      }
      assertThat(inForce).containsExactly("first", "second", "third");
      assertThat(keeper.trouble()).isNull();
      assertThat(folder.resolve("copy")).hasContent(policy("third"));
      nacos.shutDown();
    }
  }
}
