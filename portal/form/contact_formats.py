"""What telephone numbers, postcodes and e-mail addresses look like (the patterns of FMT-01 to FMT-06).

Owns the patterns. Does not own which cells they are asked of, nor what is said when they do not fit.
"""

import re
import unicodedata

from portal.form.net_addresses import is_domain

MOBILE = re.compile(r"1[3-9][0-9]{9}")
ABROAD = re.compile(r"\+(?!86)[0-9]{1,3}[ -]?[0-9]{5,14}")
MAINLAND = re.compile(r"^(?:\+86|0086)")
LANDLINE = re.compile(r"(?P<area>0[0-9]{2,3}[- ]?)?[2-9][0-9]{6,7}(?:(?:-|转|#|ext\.? ?)[0-9]{1,6})?")
SERVICE = re.compile(r"[48]00-?[0-9]{3}-?[0-9]{4}")
SEVERAL = re.compile("[/、;]")
POSTCODE = re.compile(r"[0-9]{6}")
NO_POSTCODE = "000000"
EMAIL_MAX = 254
MAILBOX = re.compile(r'[^\s@,;:<>()\[\]\\"]+')


def is_mobile(text: str) -> bool:
    """Whether *text* is a mobile number of the mainland, or one of elsewhere with + and the country's code."""
    digits = text.replace(" ", "").replace("-", "")
    return bool(ABROAD.fullmatch(digits) or MOBILE.fullmatch(MAINLAND.sub("", digits)))


def phone_numbers(text: str) -> list[str]:
    """The numbers in a cell that may hold several, divided by “/”, “、” or “;”."""
    return [number.strip() for number in SEVERAL.split(text)]


def is_phone(number: str) -> bool:
    """Whether *number* is a landline, a service number (400, 800) or a mobile number."""
    return bool(LANDLINE.fullmatch(number) or SERVICE.fullmatch(number)) or is_mobile(number)


def lacks_area_code(numbers: list[str]) -> bool:
    """Whether the first landline among *numbers* has no area code; those that follow it share the first one's."""
    first = next(filter(None, map(LANDLINE.fullmatch, numbers)), None)
    return first is not None and first["area"] is None


def is_postcode(text: str) -> bool:
    """Whether *text* is a postcode: six digits, not all of them 0."""
    return text != NO_POSTCODE and POSTCODE.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """Whether mail could be sent to *text*: one @, a domain with a dot, no blank and nothing of full width."""
    mailbox, _at, domain = text.partition("@")
    fits = len(text) <= EMAIL_MAX and text.isprintable() and MAILBOX.fullmatch(mailbox) is not None
    return fits and is_domain(domain) and not any(unicodedata.east_asian_width(sign) in "FW" for sign in text)
