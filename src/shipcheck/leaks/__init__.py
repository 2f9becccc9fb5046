"""`shipcheck secrets` and its kin: reach beyond a commit, and what to do about what is found there."""
