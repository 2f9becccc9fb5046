"""The rules of the family `lock`."""
