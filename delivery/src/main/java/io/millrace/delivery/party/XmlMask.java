package io.millrace.delivery.party;

import java.io.StringReader;
import java.util.Optional;
import java.util.function.Predicate;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Writes a text of XML anew with what is hidden left out: all in an element whose name, or one of
 * whose attributes, says that it is hidden ({@code <pan>…</pan>}, {@code <field name="pan">…}), and
 * values that may have fields of their own. What is no element, attribute or text is left out, too.
 * It is parsed as XML is, so that nothing is a name for the party and none for us; what does not
 * parse to its end, or defines entities, is not kept at all. Nothing outside the text is looked at.
 */
final class XmlMask {

  private static final XMLInputFactory FACTORY = factory();

  private final Predicate<String> hides;
  private final Predicate<String> mayHaveFields;
  private final String mask;
  private final StringBuilder masked = new StringBuilder();

  /** How many elements are open within the one that is hidden, and it; 0 outside. */
  private int hiddenDepth;

  private XmlMask(Predicate<String> hides, Predicate<String> mayHaveFields, String mask) {
    this.hides = hides;
    this.mayHaveFields = mayHaveFields;
    this.mask = mask;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false); // prefixes are parts of names
    factory.setProperty(XMLInputFactory.IS_COALESCING, true); // a text is judged as a whole
    return factory;
  }

  /**
   * Empty if the text is none of which we know where its names are.
   *
   * @param hides whether a name's value is hidden
   * @param mayHaveFields whether a value is to be left out whatever its name
   */
  static Optional<String> of(
      String text, Predicate<String> hides, Predicate<String> mayHaveFields, String mask) {
    XmlMask writing = new XmlMask(hides, mayHaveFields, mask);
    try {
      XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(text));
      while (reader.hasNext()) {
        if (!writing.take(reader, reader.next())) {
          return Optional.empty();
        }
      }
      return Optional.of(writing.masked.toString());
    } catch (XMLStreamException _) {
      return Optional.empty();
    }
  }

  private boolean take(XMLStreamReader reader, int event) {
    switch (event) {
      case XMLStreamConstants.START_ELEMENT -> begin(reader);
      case XMLStreamConstants.END_ELEMENT -> end(reader.getLocalName());
      case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text(reader.getText());
      case XMLStreamConstants.COMMENT,
          XMLStreamConstants.PROCESSING_INSTRUCTION,
          XMLStreamConstants.SPACE,
          XMLStreamConstants.END_DOCUMENT -> {
        // nothing that anybody looks for
      }
      default -> {
        return false; // its own entities, or what nobody has seen yet
      }
    }
    return true;
  }

  private void begin(XMLStreamReader reader) {
    if (hiddenDepth > 0) {
      hiddenDepth++;
      return;
    }
    String name = reader.getLocalName();
    boolean isNamed = hides.test(name);
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      isNamed |= hides.test(reader.getAttributeValue(i));
    }
    masked.append('<').append(name);
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      String attribute = reader.getAttributeLocalName(i);
      String value = reader.getAttributeValue(i);
      boolean isSaid = hides.test(value); // it says what is hidden, and is not that itself
      boolean isHidden = hides.test(attribute) || mayHaveFields.test(value) || (isNamed && !isSaid);
      masked.append(' ').append(attribute).append("=\"");
      write(isHidden ? mask : value);
      masked.append('"');
    }
    masked.append('>');
    if (isNamed) {
      masked.append(mask);
      hiddenDepth = 1;
    }
  }

  private void end(String name) {
    if (hiddenDepth > 1) {
      hiddenDepth--;
      return;
    }
    hiddenDepth = 0;
    masked.append("</").append(name).append('>');
  }

  private void text(String text) {
    if (hiddenDepth == 0) {
      write(mayHaveFields.test(text) ? mask : text);
    }
  }

  private void write(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> masked.append("&lt;");
        case '>' -> masked.append("&gt;");
        case '&' -> masked.append("&amp;");
        case '"' -> masked.append("&quot;");
        default -> masked.append(c);
      }
    }
  }
}
