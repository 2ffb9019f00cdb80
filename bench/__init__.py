"""The portal measured against a floor within one run: ``python -m bench`` (``make bench``).

A bench is no test: it prints what it measured beside the targets and asserts nothing about time.
"""
