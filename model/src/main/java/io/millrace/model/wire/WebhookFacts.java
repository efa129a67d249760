package io.millrace.model.wire;

import com.google.protobuf.CodedInputStream;
import io.millrace.model.Secret;
import io.millrace.model.WebhookDisabled;
import io.millrace.model.WebhookSettings;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.WebhookEndpointDefined;
import io.millrace.model.fact.WebhookEndpointDisabled;
import io.millrace.model.fact.WebhookEndpointEnabled;
import io.millrace.model.fact.WebhookEndpointRemoved;
import io.millrace.model.fact.WebhookFact;
import io.millrace.model.fact.WebhookSecretRotated;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wire forms of the facts about endpoints of webhooks. */
final class WebhookFacts {

  private WebhookFacts() {}

  static void write(WireWriter out, WebhookFact fact) {
    switch (fact) {
      case WebhookEndpointDefined defined -> write(out, defined);
      case WebhookEndpointRemoved removed -> {
        int message = out.open(Wire.WEBHOOK_ENDPOINT_REMOVED);
        out.text(1, removed.endpoint());
        out.close(message);
      }
      case WebhookSecretRotated rotated -> {
        int message = out.open(Wire.WEBHOOK_SECRET_ROTATED);
        out.text(1, rotated.endpoint());
        out.bytes(2, rotated.sealed().bytes());
        out.number(3, rotated.overlapUntilMillis());
        out.number(4, rotated.version());
        out.close(message);
      }
      case WebhookEndpointDisabled disabled -> {
        int message = out.open(Wire.WEBHOOK_ENDPOINT_DISABLED);
        out.text(1, disabled.endpoint());
        out.number(2, disabled.why().number());
        out.number(3, disabled.version());
        out.close(message);
      }
      case WebhookEndpointEnabled enabled -> {
        int message = out.open(Wire.WEBHOOK_ENDPOINT_ENABLED);
        out.text(1, enabled.endpoint());
        out.number(2, enabled.version());
        out.close(message);
      }
    }
  }

  private static void write(WireWriter out, WebhookEndpointDefined defined) {
    WebhookSettings settings = defined.settings();
    int message = out.open(Wire.WEBHOOK_ENDPOINT_DEFINED);
    out.text(1, defined.endpoint());
    out.text(2, settings.url());
    for (String type : settings.eventTypes()) {
      out.text(3, type);
    }
    out.text(4, settings.description());
    Secret sealed = defined.sealed();
    if (sealed != null) {
      out.bytes(5, sealed.bytes());
    }
    out.number(6, defined.version());
    out.close(message);
  }

  static @Nullable Fact read(CodedInputStream in, int type) throws IOException {
    return switch (type) {
      case Wire.WEBHOOK_ENDPOINT_DEFINED -> Wire.nested(in, WebhookFacts::defined);
      case Wire.WEBHOOK_ENDPOINT_REMOVED -> Wire.nested(in, WebhookFacts::removed);
      case Wire.WEBHOOK_SECRET_ROTATED -> Wire.nested(in, WebhookFacts::rotated);
      case Wire.WEBHOOK_ENDPOINT_DISABLED -> Wire.nested(in, WebhookFacts::disabled);
      case Wire.WEBHOOK_ENDPOINT_ENABLED -> Wire.nested(in, WebhookFacts::enabled);
      default -> null;
    };
  }

  private static WebhookEndpointDefined defined(CodedInputStream in) throws IOException {
    String endpoint = "";
    String url = "";
    List<String> eventTypes = new ArrayList<>();
    String description = "";
    Secret sealed = null;
    int version = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> endpoint = in.readStringRequireUtf8();
        case 2 -> url = in.readStringRequireUtf8();
        case 3 -> eventTypes.add(in.readStringRequireUtf8());
        case 4 -> description = in.readStringRequireUtf8();
        case 5 -> sealed = new Secret(in.readByteArray());
        case 6 -> version = in.readUInt32();
        default -> in.skipField(tag);
      }
    }
    return new WebhookEndpointDefined(
        endpoint, new WebhookSettings(url, eventTypes, description), sealed, version);
  }

  private static WebhookEndpointRemoved removed(CodedInputStream in) throws IOException {
    String endpoint = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (Wire.field(tag) == 1) {
        endpoint = in.readStringRequireUtf8();
      } else {
        in.skipField(tag);
      }
    }
    return new WebhookEndpointRemoved(endpoint);
  }

  private static WebhookSecretRotated rotated(CodedInputStream in) throws IOException {
    String endpoint = "";
    byte[] sealed = {};
    long overlapUntilMillis = 0;
    int version = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> endpoint = in.readStringRequireUtf8();
        case 2 -> sealed = in.readByteArray();
        case 3 -> overlapUntilMillis = in.readUInt64();
        case 4 -> version = in.readUInt32();
        default -> in.skipField(tag);
      }
    }
    return new WebhookSecretRotated(endpoint, new Secret(sealed), overlapUntilMillis, version);
  }

  private static WebhookEndpointDisabled disabled(CodedInputStream in) throws IOException {
    String endpoint = "";
    int why = 0;
    int version = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> endpoint = in.readStringRequireUtf8();
        case 2 -> why = in.readUInt32();
        case 3 -> version = in.readUInt32();
        default -> in.skipField(tag);
      }
    }
    return new WebhookEndpointDisabled(
        endpoint, Wire.known(WebhookDisabled.values(), WebhookDisabled::number, why), version);
  }

  private static WebhookEndpointEnabled enabled(CodedInputStream in) throws IOException {
    String endpoint = "";
    int version = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> endpoint = in.readStringRequireUtf8();
        case 2 -> version = in.readUInt32();
        default -> in.skipField(tag);
      }
    }
    return new WebhookEndpointEnabled(endpoint, version);
  }
}
