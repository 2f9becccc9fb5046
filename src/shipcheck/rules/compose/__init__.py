"""The rules of the family `compose`."""
