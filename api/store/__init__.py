"""What the service remembers: cases, suggestions, corrections, versions, keys and the audit log.

Synchronous, for worker threads and commands; every function takes a session that `Store.reading` or
`Store.writing` opened, and says by StoreDown that the database cannot be used just now.
"""
