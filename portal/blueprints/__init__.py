"""Pages. Each of the five sections has a blueprint of its own; the others stand beside them."""

from flask import Flask

from portal.blueprints import (
    collaborative_utilization,
    filings,
    patent_information,
    patent_protection,
    summary_materials,
    system_building,
)

BLUEPRINTS = (
    filings.blueprint,
    system_building.blueprint,
    patent_information.blueprint,
    collaborative_utilization.blueprint,
    patent_protection.blueprint,
    summary_materials.blueprint,
)


def register(app: Flask) -> None:
    """Register every page of the portal."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
