"""Formats of other tools that can't be read are named, with a way."""

import pytest

from annotator.corpus.readers.foreign_formats import foreign_hint
from tests.corpus.readers.support import refused


def test_a_webanno_table_is_refused_by_name() -> None:
    data = "#FORMAT=WebAnno TSV 3.3\n\n#Text=The dam.\n1-1\t0-3\tThe\t_\n"
    assert "WebAnno TSV of INCEpTION" in refused("a.tsv", data)[0][1]
    cas = '{"%TYPES": {}, "%FEATURE_STRUCTURES": [{"%TYPE": "Sofa"}]}'
    assert "UIMA CAS JSON" in refused("a.json", cas)[0][1]


@pytest.mark.parametrize("name", ["a.ann", "a.xmi", "folder/a.conllu"])
def test_files_of_other_tools_have_a_hint(name: str) -> None:
    assert foreign_hint(name)
    assert not foreign_hint("a.txt")
