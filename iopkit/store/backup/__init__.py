"""The backup file: every row of every table, compressed, then sealed under a passphrase or a key.

A file has three layers. Anybody with the secret and an hour can read it without iopkit.

1. Two lines of text: ``iopkit backup 1``, then JSON that says how the secret becomes the file's key
   (``locks``).
2. Chunks of 64 KiB, each sealed with AES-256-GCM and 16 bytes longer for it; a chunk's nonce is its number,
   in 11 bytes, and one byte that is 1 for the last chunk only (``sealing``). So a chunk that was altered,
   left out, put elsewhere or cut off does not open.
3. Inside, compressed with gzip, lines of JSON (``lines``): first what made it and when; then each table's
   name, columns and key, followed by its rows as lists in the order of the key; last the manifest, with the
   number of rows of each table, a SHA-256 over their lines, and the head of the audit.
"""
