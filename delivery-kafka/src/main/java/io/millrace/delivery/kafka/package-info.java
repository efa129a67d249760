/** Facts in a topic of Kafka: a follower whose cursor is written in the same transaction. */
@NullMarked
package io.millrace.delivery.kafka;

import org.jspecify.annotations.NullMarked;
