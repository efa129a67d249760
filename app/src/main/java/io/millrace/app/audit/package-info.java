/**
 * Holds the promises against a log, with code of its own.
 *
 * <p>What is checked here is kept twice on purpose: the engine has its rules, this package has its
 * own small books of stock, orders and keys, which follow the facts and nothing else. Only the
 * comparison of digests runs through the engine, because a digest is a statement about it.
 */
@NullMarked
package io.millrace.app.audit;

import org.jspecify.annotations.NullMarked;
