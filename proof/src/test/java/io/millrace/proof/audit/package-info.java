/** The auditor, shown what never was. */
@NullMarked
package io.millrace.proof.audit;

import org.jspecify.annotations.NullMarked;
