"""The dashboard: a page of this origin, built from `dashboard/`, and where its people sign in."""
