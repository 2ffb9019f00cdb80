"""Between documents and files: storing, reading and writing them. Knows nothing of Flask."""
