"""What each of the five sections asks, word for word. Data only; checks stand in portal.form.checks."""
