"""Updates without the internet: a signed file on a stick or a share becomes the next version of the program.

Nothing here knows the store: what is to be secured before, and which schema the store has, comes from the caller.
"""
