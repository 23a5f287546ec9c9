"""Erasures of persons."""
