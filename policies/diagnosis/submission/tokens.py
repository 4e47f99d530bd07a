"""The signed tokens of the 诊断表; none carries a figure or personal data."""

import uuid

from django.core import signing

SUBMISSION_SALT = "diagnosis.submission"
RECEIPT_SALT = "diagnosis.receipt"


def submission_token(posted: str = "") -> tuple[str, str]:
    """Return the token of a form and its idempotency key; posting a token twice stores once.

    A missing or altered token is replaced by a new one.
    """
    try:
        return posted, str(signing.loads(posted, salt=SUBMISSION_SALT))
    except signing.BadSignature:
        key = uuid.uuid4().hex
        return signing.dumps(key, salt=SUBMISSION_SALT), key


class ReturnedForm(signing.TimestampSigner):
    """Signs the token of a form that its sender has filled in before: it is never young."""

    def timestamp(self) -> str:
        return signing.b62_encode(0)


def token_of_returned_form() -> str:
    """Return the token of a form that comes back with everything typed, to be stored anew."""
    return ReturnedForm(salt=SUBMISSION_SALT).sign_object(uuid.uuid4().hex)


def is_younger_than(token: str, seconds: int) -> bool:
    """Return whether the form with this token was shown less than `seconds` ago."""
    try:
        signing.loads(token, salt=SUBMISSION_SALT, max_age=seconds)
    except signing.BadSignature:
        return False
    return True


def receipt_token(reference: str) -> str:
    """Return the token under which an enterprise sees its receipt, the same at every time."""
    return signing.Signer(salt=RECEIPT_SALT).sign(reference)


def read_receipt_token(token: str) -> str | None:
    """Return the reference of a receipt, or None for an altered token."""
    try:
        return signing.Signer(salt=RECEIPT_SALT).unsign(token)
    except signing.BadSignature:
        return None
