package io.millrace.diana.config;

import io.millrace.diana.Request;
import io.millrace.diana.rule.Condition;
import io.millrace.diana.rule.Scratch;
import java.util.Set;

/** A condition that somebody else wrote. */
public final class MethodsCondition implements ConditionKind {
  @Override
  public String name() {
    return "methods";
  }

  @Override
  public Condition make(Settings settings) {
    Set<String> methods = Set.copyOf(settings.texts());
    return new Condition() {
      @Override
      public boolean holds(Request request, Scratch scratch) {
        return methods.contains(request.method());
      }

      @Override
      public String describe() {
        return "methods " + settings.texts();
      }
    };
  }
}
