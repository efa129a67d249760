/**
 * The auditor: what Millrace promises, written down a second time. It reads the log as the witness
 * of what happened in which order, works out what every client must have been told, and objects. It
 * knows facts, commands and answers, and nothing of the code that decides them.
 */
@NullMarked
package io.millrace.proof.audit;

import org.jspecify.annotations.NullMarked;
