"""The rules of the family `suppressions`."""
