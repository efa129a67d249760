/** The tutorial's shop: Spring MVC, a transaction, PostgreSQL. */
@NullMarked
package io.millrace.bench.peers.spring;

import org.jspecify.annotations.NullMarked;
