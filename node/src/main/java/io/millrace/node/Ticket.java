package io.millrace.node;

import io.millrace.model.Request;
import java.util.concurrent.CompletableFuture;

/** A request on its way, with where its reply goes. */
record Ticket(Request request, CompletableFuture<Reply> reply) {}
