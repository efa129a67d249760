@NullMarked
package io.millrace.delivery.party;

import org.jspecify.annotations.NullMarked;
