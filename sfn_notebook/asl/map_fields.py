"""The fields of the objects that a Distributed Map reads, batches and writes by.

Spec: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sfn_notebook.asl.fields import Fields, Kind, computed, fields_of, one_of, paths_of, table_of

_PARAMETERS: Final = (
    *fields_of(Kind.TEMPLATE, "Parameters", language="JSONPath"),
    *fields_of(Kind.VALUE, "Arguments", language="JSONata"),
)
INPUT_TYPES: Final = ("CSV", "JSON", "JSONL", "PARQUET", "MANIFEST")

READER_CONFIG: Final = table_of(
    one_of("InputType", *INPUT_TYPES),
    one_of("CSVHeaderLocation", "FIRST_ROW", "GIVEN"),
    fields_of(Kind.ARRAY, "CSVHeaders"),
    one_of("CSVDelimiter", "COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"),
    computed("MaxItems"),  # AWS takes a number below 0 and fails when it reads
    paths_of("MaxItemsPath"),
    fields_of(Kind.TEXT, "ItemsPointer"),
    one_of("ManifestType", "ATHENA_DATA", "S3_INVENTORY"),
    one_of("Transformation", "NONE", "LOAD_AND_FLATTEN"),
)
WRITER_CONFIG: Final = table_of(
    one_of("Transformation", "NONE", "COMPACT", "FLATTEN"), one_of("OutputType", "JSON", "JSONL")
)
MAP_OBJECTS: Final[Mapping[tuple[str, ...], Fields]] = {
    ("ItemReader",): table_of(fields_of(Kind.ARN, "Resource"), _PARAMETERS, fields_of(Kind.OBJECT, "ReaderConfig")),
    ("ItemReader", "ReaderConfig"): READER_CONFIG,
    ("ItemBatcher",): table_of(
        computed("MaxItemsPerBatch"),
        paths_of("MaxItemsPerBatchPath"),
        computed("MaxInputBytesPerBatch"),
        paths_of("MaxInputBytesPerBatchPath"),
        fields_of(Kind.TEMPLATE, "BatchInput"),
    ),
    ("ResultWriter",): table_of(fields_of(Kind.ARN, "Resource"), _PARAMETERS, fields_of(Kind.OBJECT, "WriterConfig")),
    ("ResultWriter", "WriterConfig"): WRITER_CONFIG,
}
"""By where they stand below the state."""

EXCLUSIVE: Final[Mapping[tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    ("ItemReader", "ReaderConfig"): (("MaxItems", "MaxItemsPath"),),
    ("ItemBatcher",): (
        ("MaxItemsPerBatch", "MaxItemsPerBatchPath"),
        ("MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"),
    ),
}
"""Of each pair one may stand there."""
