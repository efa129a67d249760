package io.millrace.delivery.push;

import io.millrace.delivery.http.PostResult;
import io.millrace.delivery.signed.Signer;
import io.millrace.model.ShopId;
import io.millrace.model.answer.TaskView;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Posts a task and waits for what comes of it. Any thread. */
final class Sending {

  private final Pusher.Parts parts;
  private final Places places;

  Sending(Pusher.Parts parts, Places places) {
    this.parts = parts;
    this.places = places;
  }

  /** A fault of ours must not keep a place for ever. */
  PostResult send(Signer signer, ShopId shop, TaskView task) {
    try {
      return sendBody(signer, task, parts.form().body(shop, task));
    } catch (RuntimeException | LinkageError | VirtualMachineError | AssertionError broken) {
      String what = broken.getClass().getSimpleName();
      parts.watch().broken(what);
      return new PostResult.Failed(PostResult.Failure.UNREACHABLE, what);
    }
  }

  private PostResult sendBody(Signer signer, TaskView task, String body) {
    places.bodyBegins(body);
    try {
      return parts.outlet().send(signer.post(idOf(task), body, parts.clock().wallMillis()));
    } finally {
      places.bodyEnds(body);
    }
  }

  /**
   * The same each time a task is pushed, and another when it was scheduled anew with another
   * payload: a receiver that has seen the id has done just this.
   */
  static String idOf(TaskView task) {
    CRC32C payload = new CRC32C();
    payload.update(task.payload().getBytes(StandardCharsets.UTF_8));
    return "task_" + task.number() + "_" + HexFormat.of().toHexDigits((int) payload.getValue());
  }
}
