"""Names of people as references write them: the surname first, known for Latin names by how they are put together."""

import re
from dataclasses import dataclass


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# They go with the surname: Augustus De Morgan is DE MORGAN A.
_PARTICLES = _set("al af bin da das de del della den der di do dos du el la le ten ter van von")
_SUFFIX = re.compile(r"(?i)(?:jr|sr)\.?|I{2,3}|IV")
# A name with one of these is that of a body, which is written as it stands.
_BODIES = _set(
    "agency association board bureau committee council daily department desk editors government group institute "
    "ministry network news office press reporter reporters reuters service staff times university writer"
)
# The hundred and more most frequent surnames of China in Pinyin, by which a name is known to have its surname first.
_SURNAMES = _set(
    "bai bao bi cai cao cen chang chen cheng chu cui dai deng di ding dong du duan fan fang fei feng fu gao ge geng "
    "gong gu guan guo han hao he hong hou hu hua huang ji jia jiang jin kang kong lai lan lei li liang liao lin liu "
    "long lu luo lv lü ma mao mei meng mo mu ni niu ouyang pan pang pei peng qi qian qiao qin qiu qu quan ren shan "
    "shao shen shi shu sima situ song su sun tan tang tao tian tong wan wang wei wen weng wu xi xia xiang xiao xie xin "
    "xing xiong xu xue yan yang yao ye yi yin ying you yu yuan yue zeng zhai zhan zhang zhao zheng zhong zhou zhu "
    "zhuang zhuge zou zuo"
)
_SYLLABLES = re.compile(
    r"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?(?:[iuü]?(?:ang|eng|ong|an|en|in|ai|ei|ao|ou|ia|ie|iu|ua|uo|ui|un|ue|üe|a|e|o)"
    r"|ing|in|i|u|ü|v|er)['’-]?){1,3}"
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff'’.\- ]+(?:, [A-Za-z\u00c0-\u024f\u1e00-\u1eff'’.\- ]+)?")


@dataclass(frozen=True, slots=True)
class LatinName:
    """A name in its two parts; one in Pinyin (`pinyin`) keeps its given name whole."""

    surname: str
    given: str
    pinyin: bool = False

    def gbt(self) -> str:
        """As GB/T 7714—2015 writes it (8.1.1): EINSTEIN A, LI Jiangning."""
        if self.pinyin:
            return f"{self.surname.upper()} {self.given}"
        initials = (
            part[0].upper() if not _SUFFIX.fullmatch(part) else part for part in re.findall(r"[^\s.-]+", self.given)
        )
        return " ".join([self.surname.upper(), *initials])

    def ris(self) -> str:
        """As RIS writes it: Einstein, Albert."""
        return f"{self.surname}, {self.given}"


def latin_name(name: str) -> LatinName | None:
    """A Latin name of a person in its parts; None for one in another script, of one word, or of a body."""
    words = name.split()
    if not _LATIN.fullmatch(name) or len(words) < 2 or _BODIES & {word.lower() for word in words}:
        return None
    if "," in name:
        surname, _, given = name.partition(", ")
        return LatinName(surname, given)
    if words[0].lower() in _SURNAMES and all(_SYLLABLES.fullmatch(word.lower()) for word in words[1:]):
        return LatinName(words[0], " ".join(words[1:]), pinyin=True)
    return _in_western_order(words)


def _in_western_order(words: list[str]) -> LatinName | None:
    suffix = words[-1:] if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else []
    named = words[: len(words) - len(suffix)]
    first = len(named) - 1
    while first > 1 and named[first - 1].lower() in _PARTICLES:
        first -= 1
    return LatinName(" ".join(named[first:]), " ".join([*named[:first], *suffix]))
