package io.millrace.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.model.Recorded;
import io.millrace.model.fact.Fact;
import io.millrace.model.wire.facts.Batch;
import io.millrace.model.wire.facts.Record;
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
