"""How this installation sends mail: from the environment, with the words of the pages."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from engine.errors import BadMailSettings
from engine.mail import Post, sender_of, server_at
from webapp import i18n


class MailPages:
    """The pages as mails speak of them; `home` is where people open the application."""

    def __init__(self, home: str) -> None:
        self.home = home.rstrip("/")

    def say(self, text: str, language: str, n: int | None = None) -> str:
        """The sentence in the language, braces unfilled."""
        return i18n.lookup_in(text, language, n)

    def task(self, task_id: str) -> str:
        """Where a task is answered."""
        return f"{self.home}/tugas/{task_id}"

    def appraisal(self, appraisal_id: str) -> str:
        """Where an appraisal is read."""
        return f"{self.home}/penilaian/{appraisal_id}"


def post(environment: Mapping[str, str] = os.environ) -> Post | None:
    """What sending needs; None where TIMBANG_SMTP is not set, and nothing is ever sent.

    Raises `BadMailSettings` when TIMBANG_SMTP, TIMBANG_MAIL_FROM or TIMBANG_URL cannot be used.
    """
    smtp = environment.get("TIMBANG_SMTP")
    if not smtp:
        return None
    home = environment.get("TIMBANG_URL", "")
    if urlsplit(home).scheme not in ("http", "https") or not urlsplit(home).netloc:
        raise BadMailSettings(problem="TIMBANG_URL harus alamat lengkap aplikasi ini, https://….")
    sender = sender_of(environment.get("TIMBANG_MAIL_FROM", ""))
    return Post(server_at(smtp), sender, MailPages(home))
