"""Finds credentials in text: pure code, no input or output."""
