@NullMarked
package io.millrace.delivery.push;

import org.jspecify.annotations.NullMarked;
