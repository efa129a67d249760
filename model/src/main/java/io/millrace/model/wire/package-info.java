/** The wire form of facts: protobuf messages, see docs/formats/facts.proto. */
@NullMarked
package io.millrace.model.wire;

import org.jspecify.annotations.NullMarked;
