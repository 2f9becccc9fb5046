"""shipcheck: is this Python web app fit to leave my machine?"""

# A literal, because an unpacked action has no .git to ask; a test holds it equal to pyproject.toml.
__version__ = "0.1.0"
