"""Reports of the lab as text for a terminal, made from the same documents that --json gives. Standard library only."""

from api.render import Document, one_line

_TEXT_SHOWN = 60  # characters of a query or title


def report_text(report: Document) -> str:
    """The table of all systems, their differences by the leading measure, and the worst queries."""
    head = f"{report['dataset']}: {report['documents']:,} documents, {report['queries']:,} queries, {report['model']}"
    parts = [[head, *(f"  note: {one_line(note)}" for note in report["notes"])], _table(report["systems"])]
    parts.append(_differences(report["comparisons"]))
    parts += [_worst(system) for system in report["systems"] if system["worst"]]
    return "\n\n".join("\n".join(part) for part in parts)


def self_test_text(test: Document) -> str:
    """The reports of all kinds of questions."""
    return "\n\n\n".join(report_text(report) for report in test["reports"])


def tuning_text(tuned: Document) -> str:
    """What was fitted, what it gains, and whether it was stored."""
    fitted, before = (_fusion(tuned[name]) for name in ("fitted", "in_force"))
    stored = f"stored in {tuned['index']}" if tuned["stored"] else "not stored: the gain may be chance"
    lines = [
        f"{one_line(tuned['dataset'])}: {tuned['fitted_on']:,} queries to fit, {tuned['tested_on']:,} to test",
        *(f"  note: {one_line(note)}" for note in tuned["notes"]),
        f"in force  {before}",
        f"fitted    {fitted}",
        f"{tuned['measure']} of the others {number(tuned['value'])}, gain {_estimate(tuned['gain'], '+')}, "
        f"p = {number(tuned['p'])}",
        one_line(stored),
    ]
    return "\n".join(lines)


def _fusion(fusion: Document) -> str:
    return f"dense weight {fusion['dense_weight']:g}, coverage slope {fusion['coverage_slope']:g}"


def ablation_text(ablation: Document) -> str:
    """One row a variant: the leading measure of each mode, and what the hybrid gains or loses by it."""
    lines = [
        f"{one_line(ablation['dataset'])}: {ablation['queries']:,} queries, {ablation['measure']}; what the hybrid "
        "gains over the first row, with its 95 % interval and p",
        "",
        f"{'varied':<13}{'to':<34}{'lexical':<10}{'dense':<10}{'hybrid':<10}hybrid, gained",
    ]
    for row in ablation["rows"]:
        values = [number(row["values"][mode]) for mode in ("lexical", "dense", "hybrid")]
        gain = f"{_estimate(row['gain'], '+')}  p = {number(row['p'])}" if row["gain"] else ""
        lines.append(f"{row['group']:<13}{row['variant']:<34}" + "".join(f"{value:<10}" for value in values) + gain)
    return "\n".join(line.rstrip() for line in lines)


def number(value: float, sign: str = "") -> str:
    """Four decimals without the zero before the point, as tables of measures are written."""
    return f"{value:{sign}.4f}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:{sign}.4f}"


def _table(systems: list[Document]) -> list[str]:
    width = max(len("95 % interval"), *(len(system["name"]) for system in systems)) + 2
    names = list(systems[0]["measures"])
    lines = [" " * width + "".join(f"{name:<23}" for name in names) + "queries/s"]
    for system in systems:
        cells = [_estimate(system["measures"][name]) for name in names]
        rate = system["queries_a_second"]
        lines.append(
            f"{one_line(system['name']):<{width}}"
            + "".join(f"{cell:<23}" for cell in cells)
            + (f"{rate:.0f}" if rate else "-")
        )
    return lines


def _estimate(estimate: Document, sign: str = "") -> str:
    mean, low, high = (number(estimate[name], sign) for name in ("mean", "low", "high"))
    return f"{mean} [{low} {high}]"


def _differences(comparisons: list[Document]) -> list[str]:
    if not comparisons:
        return []
    leading = comparisons[0]["measure"]
    shown = [one for one in comparisons if one["measure"] == leading]
    width = max(len(one["system"]) + len(one["against"]) for one in shown) + 3
    lines = [f"{leading}: difference [95 % interval], p of the paired randomisation test (two-sided, each for itself)"]
    for one in shown:
        pair = one_line(f"{one['system']} - {one['against']}")
        lines.append(f"{pair:<{width}}  {_estimate(one['difference'], '+')}  p = {number(one['p'])}")
    return lines


def _worst(system: Document) -> list[str]:
    lines = [f"Worst of {one_line(system['name'])}:"]
    for failure in system["worst"]:
        lines.append(f"  {number(failure['value'])}  {failure['query']}  {_clipped(failure['text'])}")
        lines += [f"         wanted {_placed(wanted)}" for wanted in failure["wanted"]]
        lines.append(
            f"         found {_placed(failure['found'])}" if failure["found"] else "         found nothing else"
        )
    return [one_line(line) for line in lines]


def _placed(placed: Document) -> str:
    rank = f"rank {placed['rank']}" if placed["rank"] else "not found"
    title = "not in the corpus" if placed["title"] is None else _clipped(placed["title"])
    return f"{placed['document']} ({rank})  {title}"


def _clipped(text: str) -> str:
    return text if len(text) <= _TEXT_SHOWN else text[: _TEXT_SHOWN - 1] + "…"
