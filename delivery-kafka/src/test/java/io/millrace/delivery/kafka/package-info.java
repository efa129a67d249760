@NullMarked
package io.millrace.delivery.kafka;

import org.jspecify.annotations.NullMarked;
