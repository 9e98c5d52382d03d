"""`python -m api`: `wenlan serve`, with its settings from options or from the environment."""

import sys

from api.cli import main

if __name__ == "__main__":
    main(["serve", *sys.argv[1:]])
