"""Who acts: always an argument, never ambient."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Actor:
    """A person (or the system, without id) as the commands and questions see one."""

    id: int | None
    name: str
    position: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    language: str = "id"

    @property
    def is_sdm(self) -> bool:
        """Whether the person is of Bagian SDM."""
        return "sdm" in self.roles


SYSTEM = Actor(id=None, name="Sistem")
