package io.millrace.model.fact;

/** A fact about queues and their tasks. Tasks go by the number that scheduling gave them. */
public sealed interface TaskFact extends ShopFact
    permits QueueDefined,
        QueueSecretRotated,
        TaskScheduled,
        TaskDue,
        TaskPostponed,
        TasksLeased,
        LeaseExtended,
        TaskDone,
        TaskReturned,
        TaskDied,
        TaskEnded,
        TaskRevived,
        RevivalStarted,
        TasksRevived {}
