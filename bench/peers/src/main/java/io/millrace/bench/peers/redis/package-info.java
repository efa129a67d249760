/** The flash-sale project's shop: a script in Redis decides, a writer stores behind it. */
@NullMarked
package io.millrace.bench.peers.redis;

import org.jspecify.annotations.NullMarked;
