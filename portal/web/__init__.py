"""Flask glue the blueprints share: guards, sections in the browser, language, sign-in, errors, headers."""
