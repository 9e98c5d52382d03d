"""`python -m api`: serve the index that the environment names (see Settings.from_environ)."""

import os
import sys

import click

from api.server import serve
from api.settings import Settings
from indexer.errors import WenlanError


def main() -> None:
    """Serve; a setting or index that cannot be used is told in one line."""
    try:
        serve(Settings.from_environ(os.environ))
    except WenlanError as error:
        click.echo(f"wenlan: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
