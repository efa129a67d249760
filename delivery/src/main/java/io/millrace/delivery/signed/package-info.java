/** Requests that are signed as Standard Webhooks 1.0 has it. */
@NullMarked
package io.millrace.delivery.signed;

import org.jspecify.annotations.NullMarked;
