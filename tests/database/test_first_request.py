"""What a process that has just started can do before it has asked a database anything."""

import subprocess
import sys

MADE_FIRST = """
import uuid
from portal.models import Membership, Person
from portal.models.rows import detached

membership = detached(Membership, id=uuid.uuid4(), role="observer")
print(detached(Person, id=uuid.uuid4(), memberships=[membership]).memberships[0].role)
"""


def test_a_new_process_makes_a_model_of_a_row_before_any_query() -> None:
    made = subprocess.run([sys.executable, "-c", MADE_FIRST], capture_output=True, text=True, check=False)
    assert (made.returncode, made.stdout) == (0, "observer\n"), made.stderr
