@NullMarked
package io.millrace.diana.idempotency;

import org.jspecify.annotations.NullMarked;
