/**
 * Diana in a Spring Boot application: before servlets, before WebFlux, before Spring Cloud Gateway.
 */
@NullMarked
package io.millrace.diana.spring.boot.starter;

import org.jspecify.annotations.NullMarked;
