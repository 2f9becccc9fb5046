"""The rules of the family `requirements`."""
