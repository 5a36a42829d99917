"""The platform's languages and platform-languages-list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reconciler.simulator.calls import Call
from reconciler.simulator.messages import Answer


@dataclass(frozen=True)
class Language:
    """`code` is the platform's, `locale` the first speech locale; the flag is the locale's country."""

    code: str
    english: str
    local: str
    locale: str
    country: str

    @property
    def speech_name(self) -> str:
        return f"{self.english} ({self.country})"


_TABLE = """
ar|Arabic|العربية|ar-EG|Egypt
bg|Bulgarian|Български|bg-BG|Bulgaria
zh|Chinese|中文|zh-CN|China
hr|Croatian|Hrvatski|hr-HR|Croatia
cs|Czech|Čeština|cs-CZ|Czechia
da|Danish|Dansk|da-DK|Denmark
nl|Dutch|Nederlands|nl-NL|Netherlands
en|English|English|en-US|United States
fil|Filipino|Filipino|fil-PH|Philippines
fi|Finnish|Suomi|fi-FI|Finland
fr|French|Français|fr-FR|France
de|German|Deutsch|de-DE|Germany
el|Greek|Ελληνικά|el-GR|Greece
hi|Hindi|हिन्दी|hi-IN|India
hu|Hungarian|Magyar|hu-HU|Hungary
id|Indonesian|Bahasa Indonesia|id-ID|Indonesia
it|Italian|Italiano|it-IT|Italy
ja|Japanese|日本語|ja-JP|Japan
ko|Korean|한국어|ko-KR|Korea
ms|Malay|Bahasa Melayu|ms-MY|Malaysia
no|Norwegian|Norsk|nb-NO|Norway
pl|Polish|Polski|pl-PL|Poland
pt|Portuguese|Português|pt-PT|Portugal
br|Portuguese (Brazil)|Português (Brasil)|pt-BR|Brazil
ro|Romanian|Română|ro-RO|Romania
ru|Russian|Русский|ru-RU|Russia
sk|Slovak|Slovenčina|sk-SK|Slovakia
es|Spanish|Español|es-ES|Spain
sv|Swedish|Svenska|sv-SE|Sweden
ta|Tamil|தமிழ்|ta-IN|India
th|Thai|ไทย|th-TH|Thailand
tr|Turkish|Türkçe|tr-TR|Türkiye
uk|Ukrainian|Українська|uk-UA|Ukraine
vi|Vietnamese|Tiếng Việt|vi-VN|Vietnam
"""
LANGUAGES = {
    language.code: language
    for language in (Language(*line.split("|")) for line in _TABLE.strip().splitlines())
}
_INTERFACES = frozenset({"en", "de", "cs", "sk", "pl", "es", "fr"})
_REGIONAL_INDICATOR_A = 0x1F1E6


def list_languages(call: Call) -> Answer:  # noqa: ARG001 - every route has this shape
    """platform-languages-list: all languages, sorted by their English name."""
    ordered = sorted(LANGUAGES.values(), key=lambda language: language.english)
    return Answer(200, {"languages": [_document(language) for language in ordered]})


def _document(language: Language) -> dict[str, Any]:
    region = language.locale.rpartition("-")[2]
    points = [_REGIONAL_INDICATOR_A + ord(letter) - ord("A") for letter in region]
    has_interface = language.code in _INTERFACES
    return {
        "code": language.code,
        "name_english": language.english,
        "name_local": language.local,
        "flag_image": f"https://flags.example/{region.lower()}.svg",
        "flag_emoji": "".join(map(chr, points)),
        "flag_unicode": " ".join(f"U+{point:X}" for point in points),
        "coaching_interface": has_interface,
        "interview_interface": has_interface,
        "admin_interface": language.code == "en",
        "accents": [{"code": language.locale, "name": language.speech_name}],
    }
