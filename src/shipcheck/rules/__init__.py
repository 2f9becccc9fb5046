"""The rules: one rule, one file; the folder is its family, the file name its name, the docstring its documentation."""
