"""The operator's command: `regulars ...`, one command a file, every one against the deployed stack."""

from .main import main

__all__ = ["main"]
