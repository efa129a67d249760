package io.millrace.checks;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows between modules, what the engine may not touch, and the calls nobody may make. */
final class ArrowsTest {

  /** Module → what of ours it may use. What a module may use of others is its pom's matter. */
  private static final Map<String, List<String>> ARROWS =
      Map.ofEntries(
          Map.entry("diana", List.of()),
          Map.entry("diana-redis", List.of("diana")),
          Map.entry("diana-helidon", List.of("diana")),
          Map.entry("diana-nacos", List.of("diana")),
          Map.entry("diana-apollo", List.of("diana")),
          Map.entry("diana-spring-boot-starter", List.of("diana", "diana-redis")),
          Map.entry("model", List.of()),
          Map.entry("engine", List.of("model")),
          Map.entry("journal", List.of()),
          Map.entry("node", List.of("model", "engine", "journal")),
          Map.entry("projection", List.of("model", "node")),
          Map.entry("delivery-kafka", List.of("model", "node")),
          Map.entry("delivery", List.of("model", "node")),
          Map.entry("edge", List.of("model", "node", "diana", "diana-helidon")),
          Map.entry("testkit", List.of("model", "engine", "journal", "node")),
          Map.entry(
              "app",
              List.of(
                  "model",
                  "engine",
                  "journal",
                  "node",
                  "projection",
                  "delivery",
                  "delivery-kafka",
                  "edge",
                  "diana")),
          Map.entry("proof", List.of("model", "engine", "journal", "node", "testkit")),
          Map.entry(
              "bench",
              List.of(
                  "model",
                  "engine",
                  "journal",
                  "node",
                  "projection",
                  "delivery",
                  "edge",
                  "app",
                  "testkit",
                  "proof",
                  "diana",
                  "diana-redis")));

  private static final String[] ENGINE_MAY_NOT_TOUCH = {
    "java.io..",
    "java.net..",
    "java.nio..",
    "java.security..",
    "java.util.concurrent..",
    "java.util.logging..",
    "java.util.random..",
    "java.lang.reflect..",
    "java.lang.invoke.VarHandle..",
  };

  /** Call → what to use instead. */
  private static final Map<String, String> BANNED =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("java.time.Instant.now", "a Clock that comes by constructor"),
              Map.entry("java.time.LocalDate.now", "a Clock that comes by constructor"),
              Map.entry("java.time.LocalDateTime.now", "a Clock that comes by constructor"),
              Map.entry("java.time.ZonedDateTime.now", "a Clock that comes by constructor"),
              Map.entry("java.time.OffsetDateTime.now", "a Clock that comes by constructor"),
              Map.entry("java.lang.System.currentTimeMillis", "Clock.wallMillis"),
              Map.entry("java.lang.System.nanoTime", "Clock.monotonicNanos"),
              Map.entry("java.lang.Math.random", "random bytes that come by constructor"),
              Map.entry("java.util.Random.<init>()", "a generator with a seed"),
              Map.entry(
                  "java.util.concurrent.ThreadLocalRandom.current", "a generator with a seed"),
              Map.entry("java.lang.Thread.sleep", "waiting for a condition"),
              Map.entry("java.util.UUID.randomUUID", "random bytes that come by constructor")));

  /** The few classes that may: the machine's clock itself, and what measures machines. */
  private static final Set<String> MAY_READ_CLOCKS =
      Set.of("io.millrace.node.SystemClock", "io.millrace.diana.MachineTicker");

  private static final String MEASURES = "io.millrace.bench";

  private static final JavaClasses CLASSES = importAll();

  private static JavaClasses importAll() {
    Path root = root();
    List<Path> folders = new ArrayList<>();
    Stream.concat(ARROWS.keySet().stream(), Stream.of("checks"))
        .flatMap(module ->
            Stream.of("classes", "test-classes")
                .map(kind -> root.resolve(module).resolve("target").resolve(kind)))
        .filter(Files::isDirectory)
        .forEach(folders::add);
    return new ClassFileImporter().importPaths(folders);
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("LICENSE"))) {
      here = Objects.requireNonNull(here.getParent(), "the root of the checkout");
    }
    return here;
  }

  @Test
  void shouldSeeEveryModule() throws IOException {
    try (Stream<Path> poms = Files.list(root())) {
      List<String> modules =
          poms.filter(folder -> Files.exists(folder.resolve("pom.xml")))
              .map(folder -> folder.getFileName().toString())
              .filter(name -> !name.equals("checks"))
              .toList();
      assertThat(ARROWS.keySet()).containsExactlyInAnyOrderElementsOf(modules);
    }
    for (String module : ARROWS.keySet()) {
      assertThat(CLASSES.that(resideInAnyPackage(packagesOf(module)))).isNotEmpty();
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldPointOneWay() {
    return ARROWS.keySet().stream()
        .sorted()
        .map(module -> DynamicTest.dynamicTest(module, () -> arrowsOf(module).check(CLASSES)));
  }

  /** Features of the edge rest on http, json and the like, and never the other way round. */
  @Test
  void shouldKeepThePackagesOfTheEdgeFreeOfCycles() {
    slices()
        .matching("io.millrace.edge.(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES.that(areMain()));
  }

  private static ArchRule arrowsOf(String module) {
    String[] foreign =
        ARROWS.keySet().stream()
            .filter(other -> !other.equals(module) && !mayUse(module).contains(other))
            .map(ArrowsTest::packagesOf)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(packagesOf(module))
        .and(areMain())
        .and(areOf(module))
        .should()
        .dependOnClassesThat(
            // A module may lie below the packages of another, and is not foreign to itself.
            resideInAnyPackage(foreign)
                .and(
                    DescribedPredicate.not(
                        resideInAnyPackage(packagesOf(module)).and(areOf(module)))))
        .allowEmptyShould(false);
  }

  private static List<String> mayUse(String module) {
    return Objects.requireNonNull(ARROWS.get(module), module);
  }

  /** Where the classes of diana-redis are: in a package below those of diana. */
  private static String packagesOf(String module) {
    return "io.millrace." + module.replace('-', '.') + "..";
  }

  /** What lies below another module's packages may be a module of its own, with its own arrows. */
  private static DescribedPredicate<JavaClass> areOf(String module) {
    String[] inner =
        ARROWS.keySet().stream()
            .filter(other -> other.startsWith(module + "-"))
            .map(ArrowsTest::packagesOf)
            .toArray(String[]::new);
    return DescribedPredicate.not(resideInAnyPackage(inner));
  }

  private static DescribedPredicate<JavaClass> areMain() {
    return DescribedPredicate.describe(
        "are main classes",
        type ->
            type.getSource()
                .map(source -> !source.getUri().getPath().contains("/test-classes/"))
                .orElse(true));
  }

  @Test
  void shouldKeepTheEngineFromClocksThreadsLocksAndFiles() {
    classes()
        .that()
        .resideInAPackage("io.millrace.engine..")
        .and(areMain())
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.not(resideInAnyPackage(ENGINE_MAY_NOT_TOUCH))
                .and(
                    DescribedPredicate.describe(
                        "are no threads, clocks or loggers", ArrowsTest::isHarmless)))
        .check(CLASSES);
  }

  private static boolean isHarmless(JavaClass type) {
    return !Set.of(
            "java.lang.Thread",
            "java.lang.System",
            "java.lang.Runtime",
            "java.lang.ThreadLocal",
            "java.lang.ProcessHandle",
            "java.time.Clock",
            "java.util.Random",
            "java.util.Timer")
        .contains(type.getName());
  }

  /** An auditor that asks the code it audits finds nothing. */
  @Test
  void shouldKeepTheAuditorFromWhatItAudits() {
    noClasses()
        .that()
        .resideInAPackage("io.millrace.proof.audit..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            packagesOf("engine"),
            packagesOf("journal"),
            packagesOf("node"),
            packagesOf("testkit"),
            "io.millrace.proof.world..",
            "io.millrace.proof.people..")
        .check(CLASSES);
  }

  /** Whom we are measured beside has a class path of its own; Diana's starter is Spring's guest. */
  @Test
  void shouldKeepTheLibrariesOfPeersOut() {
    noClasses()
        .that()
        .resideOutsideOfPackage(packagesOf("diana-spring-boot-starter"))
        .and(areMain())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework..",
            "org.apache.catalina..",
            "com.zaxxer.hikari..",
            "io.millrace.bench.peers..")
        .check(CLASSES);
  }

  @Test
  void shouldKeepProtobufInsideTheCodecs() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.millrace.model.wire..")
        .and(areMain())
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.google.protobuf..")
        .check(CLASSES);
  }

  @Test
  void shouldCallNothingOnTheBannedList() {
    List<String> calls =
        CLASSES.stream()
            .filter(type -> !MAY_READ_CLOCKS.contains(outermost(type)))
            .filter(type -> !type.getPackageName().startsWith(MEASURES))
            .flatMap(type ->
                Stream.concat(
                    type.getMethodCallsFromSelf().stream(),
                    Stream.concat(
                        type.getConstructorCallsFromSelf().stream(),
                        type.getMethodReferencesFromSelf().stream())))
            .filter(call -> BANNED.containsKey(nameOf(call)))
            .map(call ->
                call.getOrigin().getFullName()
                    + " calls "
                    + nameOf(call)
                    + "; use "
                    + BANNED.get(nameOf(call)))
            .toList();
    assertThat(calls).isEmpty();
  }

  private static String nameOf(JavaAccess<?> call) {
    String name = call.getTargetOwner().getFullName() + "." + call.getName();
    return name.equals("java.util.Random.<init>") ? name + parametersOf(call) : name;
  }

  /** A generator that is given its seed is as good as the seed; one without is chance. */
  private static String parametersOf(JavaAccess<?> call) {
    return call.getTarget().getFullName().endsWith("()") ? "()" : "(seed)";
  }

  private static String outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArrowsTest::outermost).orElse(type.getName());
  }

  /**
   * Conditions are switched off in the build, so a disabled test runs; assumptions would still
   * skip.
   */
  @Test
  void shouldSkipNoTest() {
    String[] skipping = {
      "org.junit.jupiter.api.Disabled",
      "org.junit.jupiter.api.Assumptions",
      "org.assertj.core.api.Assumptions",
      "org.junit.AssumptionViolatedException",
      "org.opentest4j.TestAbortedException",
    };
    noClasses()
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "skip tests", type -> Arrays.asList(skipping).contains(type.getName())))
        .check(CLASSES);
  }

  /** The rules themselves can fail: pointed at what they allow elsewhere, they object. */
  @Test
  void shouldObjectWhenAnArrowIsWrong() {
    ArchRule nodeWithoutEngine =
        noClasses()
            .that()
            .resideInAPackage("io.millrace.node..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.millrace.engine..");
    assertThatThrownBy(() -> nodeWithoutEngine.check(CLASSES)).isInstanceOf(AssertionError.class);
  }
}
