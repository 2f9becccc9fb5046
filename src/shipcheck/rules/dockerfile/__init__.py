"""The rules of the family `dockerfile`."""
