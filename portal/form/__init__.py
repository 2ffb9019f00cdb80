"""The form: what is asked, how an answer is read, what a filled-in form must fulfil.

Pure Python: nothing here knows Flask, the database or a browser. The definition is on top
(:mod:`portal.form.editions`), the document in the waist (:mod:`portal.form.document`), and the
projections below: reading, checks, progress.
"""
