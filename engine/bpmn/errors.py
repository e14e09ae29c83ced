"""What may go wrong inside the engine room; the rooms above turn it into words for people."""


class BpmnError(Exception):
    """A step that cannot be taken: which element, and why (Indonesian, for admins).

    `container` is the process or sub-process the element stands in; "" where none is known.
    """

    def __init__(self, element: str, reason: str, container: str = "") -> None:
        self.element = element
        self.reason = reason
        self.container = container
        super().__init__(f"{element}: {reason}")


class TaskGone(BpmnError):
    """The task is not open (any more)."""

    def __init__(self, element: str) -> None:
        super().__init__(element, "tugas ini tidak terbuka lagi.")


class BlobRefused(BpmnError):
    """A stored state that this release does not load."""

    def __init__(self, reason: str) -> None:
        super().__init__("keadaan proses", f"{reason}.")
