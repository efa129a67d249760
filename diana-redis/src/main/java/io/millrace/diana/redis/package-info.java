/** Counts that processes share through Redis: {@link io.millrace.diana.redis.RedisCounts}. */
@NullMarked
package io.millrace.diana.redis;

import org.jspecify.annotations.NullMarked;
