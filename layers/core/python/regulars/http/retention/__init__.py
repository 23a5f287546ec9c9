"""Funnel and cohorts."""
