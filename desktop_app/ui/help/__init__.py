"""Help inside the program: the manual, the self-test on practice patients, the first steps."""
