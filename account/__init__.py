"""The opt-in suite, `make aws-test`: a throw-away stack in a real account, and everything taken away again."""
