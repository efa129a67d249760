package io.millrace.app.start;

import io.millrace.app.Stop;
import io.millrace.app.data.DataDirectory;
import io.millrace.app.data.KeyFile;
import io.millrace.edge.auth.NodeKey;
import io.millrace.edge.auth.OperatorKey;
import io.millrace.edge.auth.RandomBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/** The two keys of a data directory; the first start makes them. */
record Keys(OperatorKey operator, NodeKey node) {

  private static final System.Logger LOG = System.getLogger(Keys.class.getName());

  static Keys of(DataDirectory data, RandomBytes random) throws IOException {
    KeyFile nodeFile = new KeyFile(data.path(), DataDirectory.NODE_KEY);
    if (!nodeFile.exists() && !data.shards().isEmpty()) {
      throw Stop.damaged(
          "%s is gone, but there is a log: what was sealed with it cannot be read without it. Restore it from a backup."
              .formatted(data.path().resolve(DataDirectory.NODE_KEY)));
    }
    NodeKey node =
        parse(
            data,
            DataDirectory.NODE_KEY,
            nodeFile.readOrMake(() -> NodeKey.generate(random)),
            NodeKey::parse);
    KeyFile operatorFile = new KeyFile(data.path(), DataDirectory.OPERATOR_KEY);
    boolean isNew = !operatorFile.exists();
    String operatorText = operatorFile.readOrMake(() -> OperatorKey.generate(random));
    OperatorKey operator =
        parse(data, DataDirectory.OPERATOR_KEY, operatorText, OperatorKey::parse);
    Path path = data.path().resolve(DataDirectory.OPERATOR_KEY);
    LOG.log(
        System.Logger.Level.INFO,
        "the operator key {0} in {1}",
        isNew ? "was made and lies" : "lies",
        path);
    warnIfOpen(nodeFile, DataDirectory.NODE_KEY);
    warnIfOpen(operatorFile, DataDirectory.OPERATOR_KEY);
    return new Keys(operator, node);
  }

  private static <K> K parse(
      DataDirectory data, String name, String text, Function<String, K> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException wrong) {
      throw Stop.damaged("%s: %s".formatted(data.path().resolve(name), wrong.getMessage()));
    }
  }

  private static void warnIfOpen(KeyFile file, String name) throws IOException {
    if (file.isOpenToOthers()) {
      LOG.log(System.Logger.Level.WARNING, "others can read {0}: chmod 600 it", name);
    }
  }
}
