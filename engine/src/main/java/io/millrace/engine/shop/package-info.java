/** Shops, their settings, and who may speak for them. */
@NullMarked
package io.millrace.engine.shop;

import org.jspecify.annotations.NullMarked;
