/**
 * Webhooks and pushed tasks: how many a second, and what receivers that hang do to those that do
 * not.
 */
@NullMarked
package io.millrace.bench.delivery;

import org.jspecify.annotations.NullMarked;
