"""What the paper looks like, as data: where on its grid each block of the form puts its labels and its answers.

Columns are spreadsheet letters; column A is hidden. Labels are named by the code of their field: the words
come from the definition.
"""

from dataclasses import dataclass, field

SPARE_LINES = 10
SPARE_LINES_A_GROUP = 4


@dataclass(frozen=True)
class ListPaper:
    """Where a list puts its columns. ``beside`` are the columns of a title that stands beside all lines; without
    it the title is a line of its own. ``boxes`` is where each choice of a field with boxes stands.
    """

    columns: dict[str, str]
    beside: str = ""
    boxes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    nothing: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class PairsPaper:
    """Where a year's part puts its lines of count and amount: columns of part, label, count, label, amount.

    ``split`` are the columns of a choice's cell, of the label of “other”, and of its text.
    """

    columns: tuple[str, str, str, str, str]
    split: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True)
class TotalsPaper:
    """Where a year's part puts its totals: columns of part, total, its number, label, number, unit."""

    columns: tuple[str, str, str, str, str, str]


#: Widths of the columns from B on, in characters.
WIDTHS: dict[str, tuple[float, ...]] = {
    "system_building": (15, 12, 13, 14, 13, 13, 12, 14),
    "patent_information": (14, 26, 24, 14, 14, 14),
    "collaborative_utilization": (15, 10, 25, 11, 11, 16, 13, 13),
    "patent_protection": (24, 26, 18, 18, 18),
    "summary_materials": (22, 8, 60, 16),
}

#: Lines of single answers: columns, ``title``, ``label`` or ``answer``, code, and how many lines it is high.
FIELDS: dict[str, tuple[tuple[tuple[str, str, str, int], ...], ...]] = {
    "contact": (
        (
            ("B", "title", "", 2),
            ("C", "label", "contact_name", 1),
            ("D", "answer", "contact_name", 1),
            ("E", "label", "contact_position", 1),
            ("F", "answer", "contact_position", 1),
            ("G", "label", "office_phone", 1),
            ("H", "answer", "office_phone", 1),
            ("I", "answer", "fax", 1),
        ),
        (
            ("C", "label", "contact_email", 1),
            ("D:F", "answer", "contact_email", 1),
            ("G", "label", "mobile", 1),
            ("H:I", "answer", "mobile", 1),
        ),
    ),
    "basic": (
        (
            ("B", "label", "founded_on", 1),
            ("C:D", "answer", "founded_on", 1),
            ("E", "label", "supervising_body", 1),
            ("F:I", "answer", "supervising_body", 1),
        ),
        (("B", "label", "postal_address", 1), ("C:I", "answer", "postal_address", 1)),
        (
            ("B", "label", "industry_field", 1),
            ("C:D", "answer", "industry_field", 1),
            ("E:G", "label", "pilot_field_sales", 1),
            ("H:I", "answer", "pilot_field_sales", 1),
        ),
    ),
    "members": (
        (
            ("B", "label", "member_total", 2),
            ("C", "answer", "member_total", 2),
            ("D", "label", "member_enterprises", 1),
            ("E", "answer", "member_enterprises", 1),
            ("F:G", "label", "member_universities", 1),
            ("H:I", "answer", "member_universities", 1),
        ),
        (
            ("D", "label", "member_research_institutes", 1),
            ("E", "answer", "member_research_institutes", 1),
            ("F:G", "label", "member_others", 1),
            ("H:I", "answer", "member_others", 1),
        ),
    ),
    "management": (
        (
            ("B", "title", "", 2),
            ("C", "label", "ip_office_name", 1),
            ("D:F", "answer", "ip_office_name", 1),
            ("G", "label", "full_time_staff", 1),
            ("H:I", "answer", "full_time_staff", 1),
        ),
        (
            ("C", "label", "ip_office_address", 1),
            ("D:F", "answer", "ip_office_address", 1),
            ("G", "label", "ip_office_postcode", 1),
            ("H:I", "answer", "ip_office_postcode", 1),
        ),
    ),
}

LISTS: dict[str, ListPaper] = {
    "trainings": ListPaper(
        {"training_seq": "C", "training_name": "D:F", "training_participants": "G", "training_year": "H:I"},
        beside="B",
        nothing=("C:G", "H:I"),
    ),
    "innovation_platforms": ListPaper(
        {"innovation_platform_seq": "C", "innovation_platform_name": "D:G", "innovation_platform_year": "H:I"},
        beside="B",
        nothing=("C:G", "H:I"),
    ),
    "info_platforms": ListPaper(
        {"info_platform_name": "C", "info_platform_url": "D:E", "info_platform_built_on": "F:G"},
        beside="B",
        nothing=("C:E", "F:G"),
    ),
    "databases": ListPaper(
        {
            "database_name": "C",
            "database_url": "D",
            "database_built_on": "E",
            "database_update_frequency": "F",
            "database_update_frequency_other": "G",
        },
        beside="B",
        nothing=("C:E", "F:G"),
    ),
    "risk_warning_projects": ListPaper(
        {
            "risk_warning_seq": "B",
            "risk_warning_name": "C",
            "risk_warning_field": "D",
            "risk_warning_year": "E",
            "risk_warning_funding": "F:G",
        },
        nothing=("B:E", "F:G"),
    ),
    "navigation_projects": ListPaper(
        {
            "navigation_seq": "B",
            "navigation_name": "C",
            "navigation_field": "D",
            "navigation_year": "E",
            "navigation_funding": "F:G",
        },
        nothing=("B:E", "F:G"),
    ),
    "patent_layouts": ListPaper(
        {
            "layout_seq": "C",
            "layout_name": "D",
            "layout_total": "E",
            "layout_invention": "F",
            "layout_utility_model": "G",
            "layout_design": "H",
            "layout_foreign": "I",
        },
        beside="B",
        nothing=("C:H", "I"),
    ),
    "patent_pools": ListPaper(
        {"pool_name": "C:E", "pool_patents": "F:G", "pool_year": "H:I"}, beside="B", nothing=("C:H", "I")
    ),
    "alliances": ListPaper(
        {"alliance_seq": "C", "alliance_name": "D:E", "alliance_relation": "F:H", "alliance_joined_year": "I"},
        beside="B",
        boxes={"alliance_relation": ("F", "G", "H")},
        nothing=("C:H", "I"),
    ),
    "standards": ListPaper(
        {
            "standard_type": "C",
            "standard_name": "E:G",
            "standard_seq": "D",
            "sep_count": "H",
            "standard_year": "I",
        },
        beside="B",
        nothing=("C:H", "I"),
    ),
}

YEARS: dict[str, PairsPaper | TotalsPaper] = {
    "patents_by_year": TotalsPaper(("B:C", "D", "E", "F:G", "H", "I")),
    "operations_by_year": PairsPaper(("B", "C:D", "E:F", "G", "H:I"), split=("H:I", "H", "I")),
    "protection_by_year": PairsPaper(("B", "C", "D", "E", "F")),
}

#: After how many characters of a title the paper prints its footnote's mark, where that is not at the end.
MARK_WITHIN = {"patent_layouts": 6}
