package io.millrace.checks.outside;

import org.jspecify.annotations.Nullable;

/** One HTTP request. Bodies are written with single quotes for double ones, to be readable here. */
record Call(String method, String path, String bearer, @Nullable String key, String body) {

  static Call get(String path, String bearer) {
    return new Call("GET", path, bearer, null, "");
  }

  static Call put(String path, String bearer, String body) {
    return new Call("PUT", path, bearer, null, body.replace('\'', '"'));
  }

  static Call post(String path, String bearer, String key, String body) {
    return new Call("POST", path, bearer, key, body.replace('\'', '"'));
  }
}
