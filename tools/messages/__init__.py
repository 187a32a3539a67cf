"""The catalogues of translations: extract, update, compile, check. docs/translations.md has how."""
