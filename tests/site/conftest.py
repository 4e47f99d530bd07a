"""What the tests of signing in share: an editor, and the second factor of one."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import User

from tests.diagnosis.staff import member_of_staff
from tests.site.signing_in import PASSWORD


@pytest.fixture
def editor(db: None) -> User:
    """Return an editor, 张三."""
    user = member_of_staff("编辑")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def secret(editor: User) -> str:
    """Return the secret of the editor's second factor."""
    secret: str = generate_totp_secret()
    TOTP.activate(editor, secret)
    RecoveryCodes.activate(editor)
    return secret
