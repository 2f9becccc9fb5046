"""The rules of the family `config`."""
