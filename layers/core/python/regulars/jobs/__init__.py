"""Long jobs: what every kind of them has in common. A kind is a declaration; `job_kinds` lists them."""
