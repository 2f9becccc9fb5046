"""What a run on GitHub adds to a report: whose run it is, one comment, one summary, and the files of the runner."""
