"""Verbs: one function for each thing a person or the portal does. The only code that commits."""
