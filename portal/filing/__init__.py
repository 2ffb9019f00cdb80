"""The life of a filing: its states and who may do what. Pure: no Flask, no database."""
