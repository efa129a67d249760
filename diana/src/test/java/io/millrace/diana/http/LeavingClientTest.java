package io.millrace.diana.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.millrace.diana.Diana;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who breaks his own connection off says nothing of the service, over real sockets. */
final class LeavingClientTest {
  /** Far more than lies between a server and a client that reads nothing. */
  private static final int PIECES_MAX = 4_000;

  private static final byte[] PIECE = new byte[1 << 16];

  private final List<AutoCloseable> open = new ArrayList<>();
  private final Outcomes outcomes = new Outcomes();
  private final Diana diana = new Diana(Policy.of(Rule.limit("outcomes", Limit.of(outcomes))));

  @TempDir Path folder;

  enum Server {
    JDK,
    TOMCAT
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private int start(Server server) throws Exception {
    return switch (server) {
      case JDK -> jdk();
      case TOMCAT -> tomcat();
    };
  }

  private int jdk() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server
        .createContext(
            "/",
            exchange -> {
              String path = exchange.getRequestURI().getPath();
              if (path.equals("/endless")) {
                exchange.sendResponseHeaders(200, 0);
              }
              serve(path, exchange.getRequestBody(), exchange.getResponseBody());
            })
        .getFilters()
        .add(new DianaHttpFilter(diana));
    server.start();
    open.add(threads::shutdownNow);
    open.add(() -> server.stop(0));
    return server.getAddress().getPort();
  }

  private int tomcat() throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    tomcat.setHostname("localhost");
    Context context = tomcat.addContext("", folder.toString());
    FilterDef filter = new FilterDef();
    filter.setFilterName("diana");
    filter.setFilter(new DianaServletFilter(diana));
    context.addFilterDef(filter);
    FilterMap map = new FilterMap();
    map.setFilterName("diana");
    map.addURLPattern("/*");
    context.addFilterMap(map);
    Tomcat.addServlet(context, "all", new All());
    context.addServletMappingDecoded("/*", "all");
    tomcat.start();
    open.add(() -> {
      tomcat.stop();
      tomcat.destroy();
    });
    return tomcat.getConnector().getLocalPort();
  }

  private static final class All extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      try {
        serve(request.getRequestURI(), request.getInputStream(), response.getOutputStream());
      } catch (UncheckedIOException e) {
        throw new ServletException(e);
      }
    }
  }

  private static void serve(String path, InputStream in, OutputStream out) throws IOException {
    switch (path) {
      case "/reads" -> in.readAllBytes();
      case "/wraps" -> {
        try {
          in.readAllBytes();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      case "/endless" -> {
        for (int piece = 0; piece < PIECES_MAX; piece++) {
          out.write(PIECE);
        }
      }
      default -> throw new IOException("a database has gone");
    }
  }

  private static Socket ask(int port, String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoLinger(true, 0); // closed by a reset
    socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(US_ASCII));
    return socket;
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void shouldNotBlameTheServiceForABodyThatBreaksOff(Server server) throws Exception {
    int port = start(server);
    for (String path : List.of("/reads", "/wraps")) {
      ask(port, "POST " + path + " HTTP/1.1\nHost: x\nContent-Length: 100\n\n{").close();
      assertThat(outcomes.nextFailed()).as(path).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void shouldNotBlameTheServiceForAnAnswerThatNobodyTakes(Server server) throws Exception {
    try (Socket socket = ask(start(server), "GET /endless HTTP/1.1\nHost: x\n\n")) {
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
    assertThat(outcomes.nextFailed()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void shouldBlameTheServiceForWhatItsOwnConnectionsDo(Server server) throws Exception {
    try (Socket socket = ask(start(server), "GET /other HTTP/1.1\nHost: x\n\n")) {
      assertThat(outcomes.nextFailed()).isTrue();
      assertThat(socket.isClosed()).isFalse();
    }
  }
}
