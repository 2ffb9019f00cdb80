"""How much a request may carry. Only an upload may be large.

Of the three limits Flask knows, the two on forms bind multipart bodies alone; sections are posted
urlencoded, and would be read up to the size of the largest upload.
"""

from flask import Flask, request

MB = 1024 * 1024
FORM_BYTES = 2 * MB
FORM_PARTS = 10_000


def init_app(app: Flask, upload_max_mb: int) -> None:
    """Set the limits of *app*; call it before anything that reads a form.

    The megabyte beside an upload is for its envelope, so that a file of exactly the limit is judged
    by its size and not by the parcel.
    """
    app.config["MAX_CONTENT_LENGTH"] = (upload_max_mb + 1) * MB
    app.config["MAX_FORM_MEMORY_SIZE"] = FORM_BYTES
    app.config["MAX_FORM_PARTS"] = FORM_PARTS

    @app.before_request
    def keep_forms_small() -> None:
        if request.mimetype != "multipart/form-data":
            request.max_content_length = FORM_BYTES
