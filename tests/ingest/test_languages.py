"""Which texts are surely not English."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest import find, read
from pipeline.ingest.languages import foreign, name_of

FOREIGN = {
    "de": "Die Stadt hat am Montag mitgeteilt, dass die neue Brücke nicht vor dem Herbst fertig wird und mehr kostet als geplant.",
    "nl": "De gemeente heeft maandag laten weten dat de nieuwe brug niet voor de herfst klaar is en ook meer gaat kosten dan gedacht.",
    "fr": "La ville a annoncé lundi que le nouveau pont ne sera pas prêt avant l'automne et qu'il coûtera plus que prévu pour les habitants.",
    "es": "La ciudad anunció el lunes que el nuevo puente no estará listo antes de otoño y que costará más de lo previsto a los vecinos.",
    "pt": "A cidade anunciou na segunda que a nova ponte não estará pronta antes do outono e que vai custar mais do que o previsto para os moradores.",
    "it": "La città ha annunciato lunedì che il nuovo ponte non sarà pronto prima di autunno e che costerà più di quanto previsto per gli abitanti.",
    "pl": "Miasto podało w poniedziałek, że nowy most nie będzie gotowy przed jesienią i że będzie kosztować więcej niż to było w planie na ten rok.",
    "sv": "Staden meddelade på måndagen att den nya bron inte är klar före hösten och att det kommer att kosta mer än vad man har sagt till invånarna.",
    "ru": "Город сообщил в понедельник, что новый мост не будет готов до осени.",
    "uk": "Місто повідомило в понеділок, що новий міст не буде готовий до осені, і це її рішення.",
    "ja": "市は月曜日に、新しい橋は秋までに完成しないと発表しました。費用も増える見込みです。",
    "zh": "市政府星期一宣布，新桥在秋天之前不会完工，费用也将超过原来的计划。",
    "ko": "시는 월요일에 새 다리가 가을 전에 완공되지 않을 것이라고 발표했다.",
    "ar": "أعلنت المدينة يوم الاثنين أن الجسر الجديد لن يكون جاهزا قبل الخريف.",
    "el": "Ο δήμος ανακοίνωσε τη Δευτέρα ότι η νέα γέφυρα δεν θα είναι έτοιμη πριν από το φθινόπωρο.",
}
ENGLISH = [
    "The city said on Monday that the new bridge will not be ready before autumn.",
    "Bridge opens.",
    "",
    "Oslo 3, Bergen 1. Berlin 2, Köln 2. Paris 4, Lyon 0. Madrid 5, Sevilla 5. Roma 1, Torino 2. Porto 3, Lisboa 1.",
    "WAR leaders: Müller 4.1 WAR, Die Hard 3.9 WAR, El Niño 3.5 WAR, Van der Berg 3.1 WAR, De la Cruz 2.2 WAR, Los Angeles.",
    "“Die Brücke ist fertig und sie ist sehr schön”, the mayor of Köln told reporters, and then said it again in English for "
    "the guests of the city who had come from as far as Oslo to see it.",
    "In the Hague, de Vries of the party Voor en Met said that the plan of van den Berg was not what he had voted for.",
]


@pytest.mark.parametrize("code", FOREIGN)
def test_other_languages_are_told_by_their_code(code: str) -> None:
    assert foreign(FOREIGN[code]) == code
    assert len(name_of(code)) > 3


@pytest.mark.parametrize("text", ENGLISH)
def test_english_and_the_undecided_are_read(text: str) -> None:
    assert foreign(text) is None


def test_the_beginning_decides() -> None:
    assert foreign(ENGLISH[0] * 40 + FOREIGN["de"] * 100) is None
    assert foreign(FOREIGN["de"] * 40 + ENGLISH[0] * 100) == "de"


def test_an_article_in_another_language_is_skipped_unless_any_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FOREIGN["de"])
    (source,) = find([str(tmp_path)])
    (skipped,) = read(source)
    assert (skipped.status, skipped.language, skipped.text) == ("skipped", "de", None)
    assert skipped.error == f"{tmp_path}/a.txt is in German (de), not English: --any-language has it read."
    (insisted,) = read(source, any_language=True)
    assert insisted.status == "ok" and insisted.text == FOREIGN["de"]


@given(st.text())
def test_any_text_is_decided(text: str) -> None:
    code = foreign(text)
    assert code is None or name_of(code) != code
