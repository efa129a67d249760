/** Diana, the rate limiter: {@link io.millrace.diana.Diana} is the door. */
@NullMarked
package io.millrace.diana;

import org.jspecify.annotations.NullMarked;
