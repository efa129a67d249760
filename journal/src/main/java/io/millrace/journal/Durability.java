package io.millrace.journal;

/** What "durable" means. Part of every benchmark line and of the readiness answer. */
public enum Durability {
  /** A frame is durable when the device says so: it survives the loss of power. */
  FSYNC,
  /**
   * A frame is durable when the operating system has it: it survives the process, not the machine.
   * After a loss of power such a log may refuse to open.
   */
  OS
}
