"""What an index holds, in numbers."""

from dataclasses import dataclass

from indexer.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of a published index, what made it, and its size on disk in bytes (the embedding cache apart).

    `groups` are those of near-duplicates, `grouped` the articles in them. `vectors` is the kind of vector index that is
    asked for, `kinds` are those by which windows are searched.
    """

    generation: int
    articles: int
    chunks: int
    windows: int
    segments: int
    groups: int
    grouped: int
    bytes: int
    model: str
    dimension: int
    vectors: str
    kinds: tuple[str, ...]
    analyzer: str
    sources: tuple[str, ...]
    left_out: int
    tuning: str | None


def counts(manifest: Manifest) -> Counts:
    """Count the index of a manifest."""
    segments = manifest.segments
    return Counts(
        generation=manifest.generation,
        articles=sum(segment.articles for segment in segments),
        chunks=sum(segment.chunks for segment in segments),
        windows=sum(segment.windows for segment in segments),
        segments=len(segments),
        groups=manifest.near_duplicates.groups,
        grouped=manifest.near_duplicates.articles,
        bytes=sum(record.size for segment in segments for record in segment.files.values())
        + manifest.near_duplicates.file.size,
        model=manifest.model,
        dimension=manifest.dimension,
        vectors=manifest.recipe.vectors.value,
        kinds=tuple(sorted({kind for segment in segments for kind in segment.kinds})),
        analyzer=manifest.analyzer_description,
        sources=manifest.sources,
        left_out=manifest.left_out,
        tuning=manifest.tuning.description if manifest.tuning else None,
    )
