"""Which page of a list, and how long the list is."""

from schemas.api.base import Shape, a_number, a_whole
from schemas.said import say

MAX_PAGE = 10_000
MAX_PER_PAGE = 100

_FROM_TO = say("Tulis bilangan antara {low} dan {high}.", low=1, high=MAX_PAGE)
_UP_TO = say("Tulis bilangan antara {low} dan {high}.", low=1, high=MAX_PER_PAGE)


class PageQuery(Shape):
    """Which page of a list whose pages have one length."""

    page = a_whole(MAX_PAGE, _FROM_TO, 1)


class Paging(PageQuery):
    """Which page, and how many on one."""

    per_page = a_whole(MAX_PER_PAGE, _UP_TO, 50)


class Counted(Shape):
    """Where a list stands: this page, of how many pages and rows."""

    page = a_number()
    pages = a_number()
    count = a_number()
