package io.millrace.model;

import io.millrace.model.command.Command;
import org.jspecify.annotations.Nullable;

/** A command with who asks, for which shop, under which key and condition. */
public record Request(
    ShopId shop,
    Actor actor,
    @Nullable RequestKey key,
    Precondition precondition,
    Command command) {

  public static Request of(ShopId shop, Actor actor, Command command) {
    return new Request(shop, actor, null, Precondition.NONE, command);
  }
}
