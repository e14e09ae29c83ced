"""Who one can be in the demo, as text for the terminal."""

from engine import queries
from engine.db import Database
from engine.demo.agency import PASSWORD


def accounts_text(database: Database) -> str:
    """One line per account, NIP first, and the password that all of them share."""
    with database.read() as session:
        accounts = queries.demo_accounts(session)
    lines = (
        f"  {each.nip}  {each.position}{' (menjalankan siklus)' if 'sdm' in each.roles else ''}"
        for each in accounts
    )
    return "\n".join(["Akun demo (NIP, jabatan):", *lines, f"Kata sandi semuanya: {PASSWORD}"])
