"""
A preview of a mail as files: the page, the text, and the message, addressed to its own sender, for it goes to nobody.
"""

from __future__ import annotations

from pathlib import Path

from advisorypress.compose.message import Mail, Sender, list_message_id, write_message
from advisorypress.errors import SourceUnavailable


def write_mail_files(folder: Path, name: str, mail: Mail, sender: Sender) -> list[Path]:
    """
    Writes *name*.html, .txt and .eml into *folder*; of a mail that is text only there is no .html.
    """
    message = write_message(mail, sender, sender.address, list_message_id(mail, sender, sender.address))
    files = {"html": mail.html.encode(), "txt": mail.text.encode(), "eml": message}
    paths = [folder / f"{name}.{ending}" for ending, content in files.items() if content]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in paths:
            path.write_bytes(files[path.suffix[1:]])
    except OSError as error:
        raise SourceUnavailable(f"cannot write to {folder}: {error.strerror}") from error
    return paths
