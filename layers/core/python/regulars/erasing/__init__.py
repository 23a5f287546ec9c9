"""The job that erases a person: tombstones, a sweep, a wait for all that had begun before, a second sweep."""
