"""
The endpoint as uvicorn runs it: `uvicorn advisorypress.endpoint.app:app`.

`PRESS_SPOOL` names the folder of the spool; `PRESS_SITE` may name the address of the team's website, which is then linked.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from starlette.applications import Starlette

from advisorypress.endpoint.pages import Pages
from advisorypress.endpoint.site import Desk
from advisorypress.endpoint.spool import Spool
from advisorypress.wording import standard_wording

SPOOL = "PRESS_SPOOL"
SITE = "PRESS_SITE"


def application(environment: Mapping[str, str]) -> Starlette:
    """
    The application of *environment*. Ends the program with one line when there is no spool that can be written to.
    """
    folder = environment.get(SPOOL, "")
    if not folder:
        sys.exit(f"{SPOOL} is not set: name the folder that requests are written to")
    if not Path(folder).is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        sys.exit(f"{SPOOL}: {folder} is no folder that this user can write to")
    site = environment.get(SITE, "")
    if site and not site.startswith(("https://", "http://")):
        sys.exit(f"{SITE} is the address of the website, like https://www.cert.example/")
    return Desk(Spool(Path(folder)), Pages(standard_wording(), site)).application()


app = application(os.environ)
