"""Synthetic exports of shop systems: a shop that knows its own truth, written in each system's shape.

`shop` is what happened, `market` makes it up by a seed; `shopify`, `woo_advanced`, `woo_basic` and `plain` write it as
a `Table`, and `damage` does what spreadsheets do. All people are made up; their addresses end in example.com.
"""
