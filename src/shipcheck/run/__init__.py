"""Proving it: build the image, run it, probe it, stop it. Collects; the families `image` and `running` judge."""
