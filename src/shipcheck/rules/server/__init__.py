"""The rules of the family `server`."""
