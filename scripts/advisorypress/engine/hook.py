"""
The hook that mkdocs.yml names: mkdocs' events, handed on to the press.

mkdocs loads this file by its path; everything that keeps state is in the modules of the package.
"""

from __future__ import annotations

from advisorypress.engine.events import (
    on_build_error,
    on_config,
    on_env,
    on_files,
    on_page_content,
    on_page_context,
    on_page_markdown,
    on_post_build,
    on_post_page,
    on_serve,
    on_shutdown,
    on_startup,
)

__all__ = [
    "on_build_error",
    "on_config",
    "on_env",
    "on_files",
    "on_page_content",
    "on_page_context",
    "on_page_markdown",
    "on_post_build",
    "on_post_page",
    "on_serve",
    "on_shutdown",
    "on_startup",
]
