package io.millrace.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.millrace.model.Recorded;
import io.millrace.model.wire.facts.Batch;
import io.millrace.model.wire.facts.MovementCause;
import io.millrace.model.wire.facts.Record;
import io.millrace.model.wire.facts.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes from a later release, and what is not facts at all. */
class UnreadableFactsTest {

  /** Far above every field number that the schema uses, and below the types of fact. */
  private static final int LATER_FIELD = 500;

  private static final int LATER_ENVELOPE_FIELD = 15;

  static List<Recorded> samples() {
    return SampleFacts.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldPassOverFieldsItDoesNotKnow(Recorded sample) {
    Record.Builder record = ProtobufTwin.of(List.of(sample)).getFact(0).toBuilder();
    record.setUnknownFields(later(LATER_ENVELOPE_FIELD));
    for (var field : record.getDescriptorForType().getRealOneofs().getFirst().getFields()) {
      if (record.hasField(field)) {
        record.getFieldBuilder(field).setUnknownFields(later(LATER_FIELD));
      }
    }
    byte[] bytes =
        Batch.newBuilder()
            .addFact(record)
            .setUnknownFields(later(LATER_FIELD))
            .build()
            .toByteArray();
    assertThat(FactDecoder.decode(bytes)).containsExactly(sample);
  }

  @Test
  void shouldStopAtATypeOfFactItDoesNotKnow() {
    Record record =
        Record.newBuilder().setLevel(1).setRole(Role.NODE).setUnknownFields(later(2_000)).build();
    assertRefused(record, "a fact of type 2000 is not known to this build");
  }

  @Test
  void shouldStopAtALevelAboveItsOwn() {
    Record.Builder record = Record.newBuilder().setLevel(2).setRole(Role.NODE);
    record.getLevelRaisedBuilder().setLevel(2);
    assertRefused(
        record.build(),
        "facts of level 2, but this build reads levels 1 to 1: use the release that wrote it, or a"
            + " later one");
  }

  @Test
  void shouldStopWhereALevelAboveItsOwnBegins() {
    Record.Builder record = Record.newBuilder().setLevel(1).setRole(Role.NODE);
    record.getLevelRaisedBuilder().setLevel(2);
    assertRefused(record.build(), "facts of level 2, but this build reads levels 1 to 1");
  }

  @Test
  void shouldStopAtALevelBelowTheFirst() {
    Record.Builder record = Record.newBuilder().setRole(Role.NODE);
    record.getLevelRaisedBuilder().setLevel(1);
    byte[] zero = record.build().toByteArray();
    byte[] written = Arrays.copyOf(new byte[] {8, 0}, zero.length + 2);
    System.arraycopy(zero, 0, written, 2, zero.length);
    byte[] batch =
        Batch.newBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        Wire.BATCH_FACT,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFrom(written))
                            .build())
                    .build())
            .build()
            .toByteArray();
    assertThatThrownBy(() -> FactDecoder.decode(batch))
        .isInstanceOf(UnreadableFacts.class)
        .hasMessageContaining("facts of level 0");
  }

  @Test
  @SuppressWarnings("AvoidValueSetter") // only numbers can say what no enum knows
  void shouldStopAtEnumValuesItDoesNotKnow() {
    Record.Builder role = Record.newBuilder().setLevel(1).setRoleValue(5);
    role.getLevelRaisedBuilder().setLevel(1);
    assertRefused(role.build(), "role 5 is not known to this build");

    Record.Builder status = Record.newBuilder().setLevel(1).setRole(Role.NODE);
    status.getOrderCompletedBuilder().setOrder(1).setStatusValue(2);
    assertRefused(status.build(), "OrderStatus 2 is not known to this build");

    Record.Builder cause = Record.newBuilder().setLevel(1).setRole(Role.NODE);
    cause.getStockMovedBuilder().setSku("a").setCauseValue(5);
    assertRefused(cause.build(), "MovementCause 5 is not known to this build");

    Record.Builder kind = Record.newBuilder().setLevel(1).setRole(Role.NODE);
    kind.getOrderPlacedBuilder().setOrder(1).addChargesBuilder().setKindValue(5);
    assertRefused(kind.build(), "Kind 5 is not known to this build");

    Record.Builder outcome = Record.newBuilder().setLevel(1).setRole(Role.NODE);
    outcome.getSkuBatchAnsweredBuilder().addItemsBuilder().setSku("a").setOutcomeValue(4);
    assertRefused(outcome.build(), "Outcome 4 is not known to this build");

    Record.Builder code = Record.newBuilder().setLevel(1).setRole(Role.NODE);
    code.getSkuBatchAnsweredBuilder().addRefusedBuilder().setCode(9_999);
    assertRefused(code.build(), "Code 9999 is not known to this build");
  }

  @Test
  void shouldStopAtARecordWithoutAFact() {
    assertRefused(
        Record.newBuilder().setLevel(1).setRole(Role.NODE).build(), "a record without a fact");
  }

  @Test
  void shouldStopAtATextThatIsNotUtf8ButNotAtTheCharacterThatStandsForOne() {
    Recorded replacement = SampleFacts.order("sku-1", "\ufffd", 1);
    FactEncoder encoder = new FactEncoder();
    encoder.add(replacement);
    byte[] bytes = Arrays.copyOf(encoder.array(), encoder.length());
    assertThat(FactDecoder.decode(bytes)).containsExactly(replacement);
    int at = bytes.length - 1;
    while (bytes[at] != (byte) 0xef) { // the first of the character's three bytes
      at--;
    }
    bytes[at] = (byte) 0xff;
    assertThatThrownBy(() -> FactDecoder.decode(bytes))
        .isInstanceOf(UnreadableFacts.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void shouldStopAtValuesThatCannotBe() {
    Record.Builder zone = Record.newBuilder().setLevel(1).setRole(Role.NODE);
    zone.getShopDefinedBuilder().setName("").setCurrency("CNY").setTimezone("Moon/Crater");
    assertRefused(zone.build(), "Moon/Crater");

    Record.Builder currency = Record.newBuilder().setLevel(1).setRole(Role.NODE);
    currency.getShopDefinedBuilder().setName("").setCurrency("cny").setTimezone("UTC");
    assertRefused(currency.build(), "these bytes are not facts");

    Record.Builder quantity = Record.newBuilder().setLevel(1).setRole(Role.NODE);
    quantity
        .getStockMovedBuilder()
        .setSku("a")
        .setCause(MovementCause.RECEIVED)
        .setQuantity(1L << 31);
    assertRefused(quantity.build(), "these bytes are not facts");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldNeverTakeTruncatedBytesForTheWhole(Recorded sample) {
    byte[] bytes = WireFormTest.encode(List.of(sample));
    for (int length = 1; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> FactDecoder.decode(cut))
          .as("cut at %d of %d", length, bytes.length)
          .isInstanceOf(UnreadableFacts.class);
    }
  }

  @Test
  void shouldAnswerDamagedBytesWithNothingButUnreadableFacts() {
    long seed = 20_261_121;
    Random random = new Random(seed);
    byte[] whole = WireFormTest.encode(SampleFacts.all().subList(0, 12));
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes;
      if (round % 2 == 0) {
        bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
      } else {
        bytes = whole.clone();
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      decodeOrRefuse(bytes, "seed " + seed + ", round " + round);
    }
  }

  private static void decodeOrRefuse(byte[] bytes, String run) {
    try {
      FactDecoder.decode(bytes);
    } catch (UnreadableFacts expected) {
      assertThat(expected).as(run).hasMessageMatching("(?s).+");
    } catch (RuntimeException other) {
      throw new AssertionError(run, other);
    }
  }

  private static void assertRefused(Record record, String sentence) {
    byte[] bytes = Batch.newBuilder().addFact(record).build().toByteArray();
    assertThatThrownBy(() -> FactDecoder.decode(bytes))
        .isInstanceOf(UnreadableFacts.class)
        .hasMessageContaining(sentence);
  }

  private static UnknownFieldSet later(int field) {
    return UnknownFieldSet.newBuilder()
        .addField(
            field,
            UnknownFieldSet.Field.newBuilder()
                .addVarint(-1)
                .addFixed64(1)
                .addLengthDelimited(ByteString.copyFromUtf8("later"))
                .build())
        .build();
  }
}
