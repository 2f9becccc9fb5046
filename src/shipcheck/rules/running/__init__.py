"""The rules of the family `running`."""
