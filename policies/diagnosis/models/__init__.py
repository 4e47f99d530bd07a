"""What enterprises entrust, its delivery, and the records of its handling."""

from policies.diagnosis.models.casework import Note
from policies.diagnosis.models.deliveries import (
    Delivery,
    DeliveryAttempt,
    MailChannel,
    WorkerHeartbeat,
)
from policies.diagnosis.models.records import (
    AccessRecord,
    CheckedAnswers,
    DeletionRequest,
    MailboxTask,
    OperationRecord,
    PostCount,
    SubmissionCount,
)
from policies.diagnosis.models.reminders import Reminder
from policies.diagnosis.models.submissions import Submission

__all__ = [
    "AccessRecord",
    "CheckedAnswers",
    "DeletionRequest",
    "Delivery",
    "DeliveryAttempt",
    "MailChannel",
    "MailboxTask",
    "Note",
    "OperationRecord",
    "PostCount",
    "Reminder",
    "Submission",
    "SubmissionCount",
    "WorkerHeartbeat",
]
