"""The ward's profile: every setting explained, tried out on all patients before it takes effect."""
