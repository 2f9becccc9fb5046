"""The only code that reads, runs or fetches. It returns subjects and has no opinions."""
