package io.millrace.edge;

import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer as a client sees it. */
record Answer(HttpResponse<String> response) {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  int status() {
    return response.statusCode();
  }

  String text() {
    return response.body();
  }

  JsonNode json() {
    return MAPPER.readTree(response.body());
  }

  /** A field by its path, as {@code /total/amount}. */
  String at(String pointer) {
    return json().at(pointer).asString();
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** Status and code: what the tables of refusals hold. */
  String verdict() {
    boolean problem = header("Content-Type").equals("application/problem+json");
    return status() + (problem ? " " + at("/code") : "");
  }
}
