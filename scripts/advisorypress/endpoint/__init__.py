"""
The one-click endpoint: a few pages that take requests of subscribers down in a spool, with no secret and no database.

    uvicorn advisorypress.endpoint.app:app          (PRESS_SPOOL names the folder)

It needs Starlette and uvicorn, and of this package only words. `press subscribers process` checks and carries out what
it took down.
"""
