"""The pipeline in one process, by AWS's rules: what MiniStack does not do is played here, in Hypothesis's order."""
