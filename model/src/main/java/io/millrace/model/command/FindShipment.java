package io.millrace.model.command;

/** The shipment that the merchant gave this reference. */
public record FindShipment(String reference) implements Query {}
