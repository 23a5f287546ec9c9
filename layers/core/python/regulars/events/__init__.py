"""What others are told: events made of announcements, on one bus."""
