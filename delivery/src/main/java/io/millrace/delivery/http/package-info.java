/** Requests to addresses that strangers chose: checked, pinned, bounded in bytes and time. */
@NullMarked
package io.millrace.delivery.http;

import org.jspecify.annotations.NullMarked;
