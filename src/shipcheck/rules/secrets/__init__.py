"""The rules of the family `secrets`."""
