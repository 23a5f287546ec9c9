"""A tenant's own records: who it is, its members, settings, imports, jobs and what nights leave."""
