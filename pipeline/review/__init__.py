"""What a person looks at: facts as a table, marked in their article, in figures, and a widget to decide on them.

pandas, matplotlib, IPython and anywidget come with the extra ``notebook`` and are imported when first needed.
"""

from pipeline.decisions.lines import Decision
from pipeline.decisions.log import Decisions
from pipeline.evaluate.reviewed import Reviewed, agreement, reviewed
from pipeline.review.claims_widget import Claims
from pipeline.review.figures import by_article, by_kind, by_subject, over_time
from pipeline.review.highlight import highlight, show_facts
from pipeline.review.judged_figures import precision_by_kind, precision_by_rule, reliability
from pipeline.review.session import Session
from pipeline.review.widget import Review
from pipeline.views.frame import COLUMNS, facts, find_run, load, to_frame
from pipeline.views.marks import Mark, Segment, cut, fact_marks

__all__ = [
    "COLUMNS",
    "Claims",
    "Decision",
    "Decisions",
    "Mark",
    "Review",
    "Reviewed",
    "Segment",
    "Session",
    "agreement",
    "by_article",
    "by_kind",
    "by_subject",
    "cut",
    "fact_marks",
    "facts",
    "find_run",
    "highlight",
    "load",
    "over_time",
    "precision_by_kind",
    "precision_by_rule",
    "reliability",
    "reviewed",
    "show_facts",
    "to_frame",
]
