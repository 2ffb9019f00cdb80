"""Extensions that hold no state of one application; those that do are made where they are used."""

from flask_migrate import Migrate
from flask_wtf import CSRFProtect

csrf = CSRFProtect()
migrate = Migrate()
