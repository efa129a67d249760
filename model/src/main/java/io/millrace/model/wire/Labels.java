package io.millrace.model.wire;

import com.google.protobuf.CodedInputStream;
import io.millrace.model.Label;
import java.io.IOException;
import java.util.List;

/** Wire form of metadata, wherever it stands. */
final class Labels {
  private Labels() {}

  static void write(WireWriter out, int field, List<Label> labels) {
    for (int i = 0; i < labels.size(); i++) {
      int nested = out.open(field);
      out.text(1, labels.get(i).name());
      out.text(2, labels.get(i).value());
      out.close(nested);
    }
  }

  static Label read(CodedInputStream in) throws IOException {
    String name = "";
    String value = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> name = in.readStringRequireUtf8();
        case 2 -> value = in.readStringRequireUtf8();
        default -> in.skipField(tag);
      }
    }
    return new Label(name, value);
  }
}
