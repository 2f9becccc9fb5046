"""`python -m shipcheck` is the command `shipcheck`."""

from shipcheck.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
