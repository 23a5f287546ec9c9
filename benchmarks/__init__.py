"""The measurements that the documentation states: `make bench`, or `python -m benchmarks NAME ...` for some of them.

Each prints a table beside a peer. One file a measurement; what several of them need lies beside them.
"""
