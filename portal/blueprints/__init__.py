"""Pages. Each of the five sections has a blueprint of its own; the others stand beside them."""

from flask import Flask

from portal.blueprints import (
    account,
    association_imports,
    associations,
    collaborative_utilization,
    comments,
    deciding,
    explaining,
    extensions,
    figures,
    filings,
    joining,
    packets,
    papers,
    patent_information,
    patent_protection,
    people,
    queue,
    receipt_checks,
    review,
    round_decisions,
    round_settings,
    rounds,
    rules,
    seals,
    submitting,
    summary_materials,
    system_building,
    watching,
    workbooks,
)

BLUEPRINTS = (
    filings.blueprint,
    system_building.blueprint,
    patent_information.blueprint,
    collaborative_utilization.blueprint,
    patent_protection.blueprint,
    summary_materials.blueprint,
    submitting.blueprint,
    queue.blueprint,
    review.blueprint,
    comments.blueprint,
    deciding.blueprint,
    explaining.blueprint,
    rounds.blueprint,
    round_settings.blueprint,
    round_decisions.blueprint,
    extensions.blueprint,
    rules.blueprint,
    watching.blueprint,
    figures.blueprint,
    workbooks.blueprint,
    papers.blueprint,
    seals.blueprint,
    receipt_checks.blueprint,
    packets.blueprint,
    association_imports.blueprint,
    associations.blueprint,
    people.blueprint,
    joining.blueprint,
    account.blueprint,
)


def register(app: Flask) -> None:
    """Register every page of the portal."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
