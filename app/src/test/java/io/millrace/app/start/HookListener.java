package io.millrace.app.start;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** A receiver of webhooks and of pushed tasks on this machine. */
final class HookListener implements AutoCloseable {

  private final HttpServer server;

  /** What it does with a request, on a thread for each. */
  @FunctionalInterface
  interface Ear {
    /** The status to answer with. */
    int hear(HttpExchange exchange, String body);
  }

  HookListener(Ear ear) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> answer(exchange, ear));
    server.start();
  }

  private static void answer(HttpExchange exchange, Ear ear) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(ear.hear(exchange, body), -1);
    }
  }

  String url() {
    return "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
