"""Short lines that count, time, number or sell something beside the article: "12 comments", "3 min read".

A line is judged by its form alone, whole; one of five words and more that ends like a sentence must be a prompt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MOST_WORDS = 16
_SENTENCE_WORDS = 5
_PROMPT_WORDS = 25
_COUNTED = (
    r"comments?|shares?|likes?|votes?|repl(?:y|ies)|views?|reads?|followers?|retweets?|reactions?|photos?|images?|pictures?|videos?"
    r"|slides?|items?"
)
_CLOCK = r"\d{1,2}(?:[:.]\d{2}){1,2}(?:\s?[ap]\.?m\.?)?(?:\s?\(?[a-z]{2,4}\)?)?|\d{1,2}\s?[ap]\.?m\.?(?:\s[a-z]{2,4})?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = (
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?(?:"
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d{2}-\d{2})"
)
_LEAD = r"(?:(?:first |last |originally )?(?:published|posted|updated|modified|created|aired)(?:\s+(?:on|at))?:?\s+)?"
_GAP = r"[\s,|@•·–—-]+(?:at\s+)?"
_LENGTH = r"\d{1,3}(?::\d{2}){1,2}|\d{1,3}[\s-]?(?:min(?:ute)?|sec(?:ond)?|hour)s?\.?(?:\s\d{1,2}\s?sec(?:ond)?s?\.?)?"
_PRICE = r"[$£€]\s?\d[\d.,]*"
_FORMS = (
    # Counters: "12 comments", "view 3 more comments", "Comments (12)", "Share 45", "7 Comments | 12 Shares".
    rf"(?:(?:read|view|see|show|load|add|all)\s+)?(?:all\s+)?\(?\d[\d.,]*\s?[km]?\)?\s+(?:more\s+)?(?:{_COUNTED})",
    rf"(?:{_COUNTED}|shared|gallery|click to share)\s?[:(]?\s?\d[\d.,]*\s?[km]?\)?(?:\s(?:{_COUNTED}))?",
    # Places in a series: "Photo 1 of 5", "1/12", "Page 2", "1 2 3 4 Next".
    r"(?:(?:photo|image|picture|slide|page|item|video|ad|advertisement|figure|fig|chart|graphic)s?\.?\s)?\[?\d{1,3}\s?(?:of|/)\s?\d{1,3}\]?",
    r"(?:next:?\s|previous:?\s)?(?:photo|image|picture|slide|page|ad|advertisement|figure|fig|chart|graphic|table)\.?\s\d{1,3}[.:]?",
    r"(?:\d{1,3}\s){2,}(?:\d{1,3}|next|last|…|»|>)",
    # Lengths: "3 min read", "4-Minute Listen", "Reading time: 3 mins", "Listen to this article (5 minutes)", "Play 01:30".
    rf"(?:{_LENGTH})\s?(?:read|listen|watch|video)",
    r"(?:(?:estimated\s)?(?:reading time|read time|time to read)|(?:listen|play|watch)(?: (?:now|video|audio|to this (?:article|story)))?"
    rf"|(?:video )?duration|running time)\s?[:•·(–-]?\s?(?:{_LENGTH})\)?",
    # Stamps: "10:45", "Updated 4:35 PM ET, Mon January 6, 2020", "6 January 2020 • 10:45am", "Posted 2 hours ago", "2h ago".
    rf"{_LEAD}(?:{_CLOCK})",
    rf"{_LEAD}(?:(?:{_CLOCK})(?:\s\(.{{3,20}}\))?{_GAP})?{_DAY}(?:{_GAP}(?:{_CLOCK})(?:\s\(.{{3,20}}\))?)?",
    rf"{_LEAD}\d{{1,3}}\s?(?:m|h|d|w|mins?|minutes?|hrs?|hours?|days?|weeks?|months?|years?)\sago",
    # Offers: "$19.99 at Shopname", "Buy now for £25", "Start your 30-day free trial", "Get 3 months for $1".
    _OFFER := rf"{_PRICE}\s(?:at|on|from)\s(?-i:[A-Z])\S*(?:\s\S+)?",
    rf"(?:buy|shop|order|see it|view deal|check price|price|rrp)\b.{{0,40}}{_PRICE}(?:\s(?:at|on|from)\s.{{2,20}})?",
    r"(?:start|begin|try|get|claim|enjoy)\s.{0,30}\bfree trial\b.{0,20}",
    rf"(?:get|try|enjoy|subscribe)\s.{{0,20}}\b(?:weeks?|months?|days?|year)\s.{{0,12}}for (?:just |only )?{_PRICE}.{{0,12}}",
    # Marks of ownership and of filing: "Copyright 2020 The Post", "Tags: …".
    r"(?:copyright|©|\(c\))\s(?:©\s|\(c\)\s)?(?:19|20)\d\d\b.{0,80}",
    r"(?:tags|topics|filed under|filed to|categories|keywords)\s?:\s.{1,120}",
    r"top \d{1,3} (?:stories|articles|videos|posts)",
)
_PROMPTS = (
    # Where else it can be heard or followed: "Listen live on Radio 5 at 10:00 weekdays", "iTunes: http://…", "Tel: 020 …".
    r"(?:listen|watch|tune in)\b.{0,40}\b(?:live|weekdays|weeknights|every (?:day|week|night))\b.{0,60}\d.{0,50}",
    r"how to (?:listen to|watch|follow|subscribe to)\b.{0,60}\b(?:podcast|show|programme|newsletter|channel)\b.{0,20}",
    r"(?:listen|download|subscribe|watch|follow|itunes|apple podcasts|spotify|podcast|rss|facebook|twitter|instagram|youtube|tiktok"
    r"|website|web|e-?mail|phone|tel|telephone|call|fax|text|whatsapp)\b[^:]{0,20}:\s?(?:https?://\S+|www\.\S+|\S+@\S+|@\w+|[+(\d][\d\s()+.-]{5,})",
    r"(?:call|phone|text|ring|e-?mail|contact|message)\s(?:us|me|our|the (?:newsroom|newsdesk|news desk|editor))\b.{0,60}(?:\d[\d\s-]{3,}\d|\S+@\S+)\.?",
)
"""These may end like a sentence."""
_PROMPT = re.compile("|".join(f"(?:{form})" for form in _PROMPTS), re.IGNORECASE)
_FORM = re.compile("|".join(f"(?:{form})" for form in _FORMS), re.IGNORECASE)
_PRICED = re.compile(_OFFER, re.IGNORECASE)
_PIECES = re.compile(r"\s[|•·]\s")
_TICKER = re.compile(r"(?:[A-Z]+:\s?)?[A-Z.]{2,6}(?:\s[+-]?\d[\d.,]*%?){1,3}")
_POINTER = re.compile(
    r"(?:(?:also|please) )?(?:read|see|watch|listen|hear|view|related|recommended)(?: (?:more|also|next|now|here|this|on))*"
    r"\s?(?:[:»|]|>>?)\s",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"\b(?:hide|show|toggle|expand|view|open)\s(?:captions?|photos?|gallery|slideshow|transcript|details)(?:\s\d{1,3}\sof\s\d{1,3})?\b"
    r"|\b(?:photo|image|picture|slide|caption)s?\s\d{1,3}\sof\s\d{1,3}\b|\[\+?\d[\d,]{0,9} (?:more )?char(?:acter)?s?\]",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"(?:Item \d{1,3} of \d{1,3}\b|\[\d{1,3}/\d{1,3}\])\s?\S")


def is_furniture(line: str) -> bool:
    """Whether a block of a page is such a line.

    Args:
        line: The block's text, its words one space apart; not empty.
    """
    if _CAPTION.match(line):  # of an agency's gallery: "[1/4]A man walks by the sea."
        return True
    words = line.count(" ") + 1
    if words <= _PROMPT_WORDS and _PROMPT.fullmatch(line):
        return True
    ends = words >= _SENTENCE_WORDS and line.endswith((".", "!", "?", "”", '"')) and not line.endswith("m.")
    if words > MOST_WORDS or ends:
        return False
    pieces = _PIECES.split(line)
    return _FORM.fullmatch(line) is not None or all(_FORM.fullmatch(p) or _TICKER.fullmatch(p) for p in pieces)


def is_offer(line: str) -> bool:
    """Whether a line is a price at a shop: furniture on a page, a claim in a text that somebody chose."""
    return _PRICED.fullmatch(line) is not None


def is_pointer(line: str) -> bool:
    """Whether a line points to something else: "Read more: Acorn sells 4 million phones".

    One that ends like a sentence is none: where line breaks were lost, a sentence of the article stands behind it.
    """
    return line.count(" ") < MOST_WORDS and not line.endswith((".", ".”", '."')) and _POINTER.match(line) is not None


def marks(text: str) -> Iterator[tuple[int, int]]:
    """The places of a text's marks that stand anywhere, even within a line: "Hide Caption 7 of 8", "[+1628 chars]"."""
    return (found.span() for found in _MARK.finditer(text))
