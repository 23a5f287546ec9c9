"""The measurements that the documentation states, each as a table that names its machine."""
