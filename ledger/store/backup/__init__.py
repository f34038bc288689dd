"""Backups: the whole database in one file, and back. docs/decisions/0011 tells why this format.

    with whole_file(path) as file:
        await write_backup(address, file, …)
    with open_backup(path) as backup:
        await fill_database(owner_address, backup, migrations, …)

A backup is a plain tar: what `pg_dump` wrote of one moment, and a manifest that says what must be
in it. Keys are never in it.
"""

from ledger.store.backup.container import Backup, file_name, open_backup
from ledger.store.backup.filling import DatabaseNotEmpty, empty_database, fill_database
from ledger.store.backup.making import write_backup
from ledger.store.backup.manifest import (
    BackupDamaged,
    BackupNewer,
    BackupRefused,
    Manifest,
    NotABackup,
)
from ledger.store.backup.tools import ToolFailed, Tools, ToolsMissing, find_dumper, find_reader
from ledger.store.backup.whole_file import whole_file

__all__ = [
    "Backup",
    "BackupDamaged",
    "BackupNewer",
    "BackupRefused",
    "DatabaseNotEmpty",
    "Manifest",
    "NotABackup",
    "ToolFailed",
    "Tools",
    "ToolsMissing",
    "empty_database",
    "file_name",
    "fill_database",
    "find_dumper",
    "find_reader",
    "open_backup",
    "whole_file",
    "write_backup",
]
