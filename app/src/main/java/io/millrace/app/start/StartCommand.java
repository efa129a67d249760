package io.millrace.app.start;

import io.millrace.app.ExitStatus;
import io.millrace.app.Terminal;
import io.millrace.app.config.Configuration;
import io.millrace.app.config.Setting;
import io.millrace.app.config.Sources;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** {@code millrace start}. Its flags are made from the table of settings. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = "Start empty, or on existing data.",
    footer = {
      "",
      "Each of these may also stand in the environment (MILLRACE_MAX_STOP) or in the file",
      "(max-stop=7d). A flag stands above the environment, the environment above the file."
    })
public final class StartCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  private StartCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  public static CommandLine of(Terminal terminal) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new StartCommand(terminal));
    for (Setting setting : Setting.values()) {
      spec.addOption(option(setting));
    }
    return new CommandLine(spec);
  }

  /** Without a default of picocli's: a flag that was not given must not hide the other sources. */
  private static OptionSpec option(Setting setting) {
    String fallback = setting.fallback();
    String ending = setting.isSwitch() || fallback.isEmpty() ? "" : " Default: " + fallback + ".";
    OptionSpec.Builder option =
        OptionSpec.builder(setting.flag()).description(setting.meaning() + ending);
    if (setting.isSwitch()) {
      return option.type(Boolean.class).arity("0").build();
    }
    option.arity("1").paramLabel(setting.parameter());
    return setting.isList()
        ? option.type(List.class).auxiliaryTypes(String.class).build()
        : option.type(String.class).build();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Configuration configuration = Sources.read(flags(), terminal.environment());
    LogLines.to(terminal.err());
    Server server = new Server(configuration);
    // Never ends by itself: a signal does it, and the hook has the last word on the exit status.
    Runtime.getRuntime().addShutdownHook(new Thread(new Farewell(server), "farewell"));
    terminal.out().println(server.start());
    terminal.out().flush();
    new CountDownLatch(1).await();
    return ExitStatus.WELL.number();
  }

  private Map<Setting, String> flags() {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      Object value = spec.findOption(setting.flag()).getValue();
      if (value != null) {
        flags.put(setting, value instanceof List<?> several ? lines(several) : value.toString());
      }
    }
    return flags;
  }

  private static String lines(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining("\n"));
  }
}
