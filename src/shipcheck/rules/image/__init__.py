"""The rules of the family `image`."""
