@NullMarked
package io.millrace.delivery.http;

import org.jspecify.annotations.NullMarked;
