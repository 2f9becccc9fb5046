"""`python -m shipcheck` is the command `shipcheck`."""

from shipcheck.quick import main

if __name__ == "__main__":
    raise SystemExit(main())
