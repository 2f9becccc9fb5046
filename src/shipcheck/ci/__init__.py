"""The sequence of a pull request's check, for GitHub's runner, another CI or a desk: check, tell, post, plan."""
