package io.millrace.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.model.PricedLine;
import io.millrace.model.Recorded;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.wire.facts.Batch;
import io.millrace.model.wire.facts.Record;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The hand-written wire form against the published schema, byte by byte. */
class WireFormTest {

  static List<Recorded> samples() {
    return SampleFacts.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldWriteWhatProtobufWrites(Recorded sample) {
    assertThat(encode(List.of(sample))).isEqualTo(ProtobufTwin.of(List.of(sample)).toByteArray());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldBeReadByProtobufWithoutRemainder(Recorded sample)
      throws InvalidProtocolBufferException {
    Batch read = Batch.parseFrom(encode(List.of(sample)));
    // Fields that the schema does not name would make the two unequal.
    assertThat(read).isEqualTo(ProtobufTwin.of(List.of(sample)));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldReadBackWhatItWrote(Recorded sample) {
    assertThat(FactDecoder.decode(encode(List.of(sample)))).containsExactly(sample);
  }

  @Test
  void shouldKeepManyFactsInOrder() {
    List<Recorded> all = SampleFacts.all();
    assertThat(FactDecoder.decode(encode(all))).isEqualTo(all);
    assertThat(encode(all)).isEqualTo(ProtobufTwin.of(all).toByteArray());
  }

  @Test
  void shouldReadOnlyAsFarAsToldTo() {
    byte[] bytes = encode(SampleFacts.all());
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 100);
    assertThat(FactDecoder.decode(longer, bytes.length)).isEqualTo(SampleFacts.all());
  }

  /** More texts than a decoder keeps, so that they push each other out, each more than once. */
  @Test
  void shouldReadTheSameFromADecoderThatKnowsTexts() {
    FactDecoder kept = new FactDecoder();
    for (int payload = 0; payload < 40; payload++) {
      List<Recorded> facts = new ArrayList<>(SampleFacts.all());
      for (int i = 0; i < 1_000; i++) {
        int number = (int) (i * 7_919L * (payload + 1) % 20_000);
        facts.add(
            SampleFacts.order("sku-" + number, "a name \u65e5\u672c, no. " + number / 3, number));
      }
      byte[] bytes = encode(facts);
      kept.begin(bytes, bytes.length);
      List<Recorded> read = new ArrayList<>();
      for (int before = -1; before < read.size(); ) {
        before = read.size();
        kept.read(read, 7);
      }
      assertThat(read).isEqualTo(facts);
    }
  }

  @Test
  void shouldReadATextAgainAsTheSameString() {
    Recorded order = SampleFacts.order("sku-1", "Flour", 1);
    byte[] bytes = encode(List.of(order, order));
    List<Recorded> read = FactDecoder.decode(bytes);
    PricedLine first = ((OrderPlaced) read.getFirst().fact()).lines().getFirst();
    PricedLine second = ((OrderPlaced) read.getLast().fact()).lines().getFirst();
    assertThat(second.sku()).isSameAs(first.sku());
    assertThat(second.name()).isSameAs(first.name());
  }

  @Test
  void shouldForgetWhatWasTakenBack() {
    List<Recorded> all = SampleFacts.all();
    FactEncoder encoder = new FactEncoder();
    encoder.add(all.getFirst());
    int length = encoder.length();
    all.forEach(encoder::add);
    encoder.truncate(length);
    assertThat(FactDecoder.decode(encoder.array(), encoder.length()))
        .containsExactly(all.getFirst());
  }

  @Test
  void shouldSampleEveryTypeThatTheSchemaNames() {
    Set<String> sampled =
        SampleFacts.all().stream()
            .map(Recorded::fact)
            .map(Fact::getClass)
            .map(Class::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> named =
        Record.getDescriptor().getRealOneofs().stream()
            .flatMap(oneof -> oneof.getFields().stream())
            .map(field -> field.getMessageType().getName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(sampled).isEqualTo(named);
  }

  static byte[] encode(List<Recorded> facts) {
    FactEncoder encoder = new FactEncoder();
    facts.forEach(encoder::add);
    return Arrays.copyOf(encoder.array(), encoder.length());
  }
}
