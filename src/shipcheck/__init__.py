"""Judge whether a Python web app is fit to leave the machine it was written on."""

# A literal, because an unpacked action has no .git to ask; a test holds it equal to pyproject.toml.
__version__ = "0.1.0"
