@NullMarked
package io.millrace.delivery.signed;

import org.jspecify.annotations.NullMarked;
