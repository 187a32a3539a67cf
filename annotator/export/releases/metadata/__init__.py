"""What catalogues and programs read about a release: Croissant, the Hub, citations, Zenodo."""
