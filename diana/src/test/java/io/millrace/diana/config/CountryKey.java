package io.millrace.diana.config;

import io.millrace.diana.Request;
import io.millrace.diana.rule.Key;
import io.millrace.diana.rule.KeySink;
import io.millrace.diana.rule.Scratch;

/** A part of a key that somebody else wrote: the country that a gateway has found out. */
public final class CountryKey implements KeyKind {
  @Override
  public String name() {
    return "country";
  }

  @Override
  public Key make(Settings settings) {
    String field = settings.text("field");
    return new Key() {
      @Override
      public boolean give(Request request, Scratch scratch, KeySink sink) {
        String country = request.header(field);
        if (country == null) {
          return false;
        }
        sink.text(country);
        return true;
      }

      @Override
      public String describe() {
        return "country by " + field;
      }
    };
  }
}
