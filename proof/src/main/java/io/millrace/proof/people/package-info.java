/** Shoppers, merchants, payers and workers as they are: forgetful, impatient, and many. */
@NullMarked
package io.millrace.proof.people;

import org.jspecify.annotations.NullMarked;
