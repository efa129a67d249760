package io.millrace.node;

import io.millrace.journal.Frame;
import io.millrace.model.Limits;
import io.millrace.model.Recorded;
import io.millrace.model.wire.FactEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * What one frame will hold and whom its durability will answer. Owned by the shard's writer. It is
 * filled while the frame before it is being forced; all of it has one log time.
 */
final class Batch {

  /** As many requests as can leave one fact each. */
  static final int TICKETS_MAX = Frame.FACTS_MAX;

  private final long timeMillis;
  private final long firstSequence;
  private final FactEncoder encoder;
  private final List<Recorded> facts = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();

  Batch(long timeMillis, long firstSequence, FactEncoder encoder) {
    this.timeMillis = timeMillis;
    this.firstSequence = firstSequence;
    this.encoder = encoder;
    encoder.truncate(0);
  }

  /** A reply that must not leave before the batch is durable. */
  record Answer(Ticket ticket, Reply reply) {
    void send() {
      ticket.reply().complete(reply);
    }
  }

  long timeMillis() {
    return timeMillis;
  }

  /** Whether any command, however much it does, still fits. */
  boolean hasRoom() {
    return answers.size() < TICKETS_MAX
        && facts.size() + Limits.COMMAND_FACTS_MAX <= Frame.FACTS_MAX
        && encoder.length() + Limits.COMMAND_BYTES_MAX <= Frame.PAYLOAD_BYTES_MAX;
  }

  /** Encodes a command's facts, all or none. False when they are more than one command may make. */
  boolean encode(List<Recorded> commandFacts) {
    int before = encoder.length();
    boolean whole = false;
    try {
      for (int i = 0; i < commandFacts.size(); i++) {
        encoder.add(commandFacts.get(i));
      }
      whole =
          encoder.length() - before <= Limits.COMMAND_BYTES_MAX
              && commandFacts.size() <= Limits.COMMAND_FACTS_MAX;
    } finally {
      if (!whole) {
        encoder.truncate(before);
      }
    }
    if (whole) {
      facts.addAll(commandFacts);
    }
    return whole;
  }

  void answer(Ticket ticket, Reply reply) {
    answers.add(new Answer(ticket, reply));
  }

  List<Answer> answers() {
    return answers;
  }

  boolean hasFacts() {
    return !facts.isEmpty();
  }

  int factCount() {
    return facts.size();
  }

  int bytes() {
    return encoder.length();
  }

  Frame toFrame(long digestAfter) {
    return new Frame(
        firstSequence, facts.size(), timeMillis, digestAfter, encoder.array(), encoder.length());
  }

  DurableFrame toDurable(int shard, long digestAfter) {
    return new DurableFrame(shard, firstSequence, timeMillis, digestAfter, facts);
  }

  void send() {
    for (int i = 0; i < answers.size(); i++) {
      answers.get(i).send();
    }
  }
}
