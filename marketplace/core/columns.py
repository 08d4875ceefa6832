"""Types of columns: moments, exact decimals, members of closed lists."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from marketplace.core.i18n import Words


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment; stored in UTC on both engines."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        at = value.astimezone(UTC)
        return at if dialect.name == "postgresql" else at.replace(tzinfo=None)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Lists read hundreds: one step from the driver's value to ours."""
        if dialect.name == "sqlite":  # a text, written by the type itself
            return lambda value: None if value is None else datetime.fromisoformat(f"{value}+00:00")
        read: Any = self.impl_instance.result_processor(dialect, coltype)

        def process(value: Any) -> datetime | None:
            if value is None:
                return None
            moment: datetime = value if read is None else read(value)
            return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)

        return process


class Exact(sa.types.TypeDecorator[Decimal]):
    """A decimal kept as whole millionths: exact, sortable and summable on both engines."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int((Decimal(value) * 1_000_000).to_integral_value())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else (Decimal(value) / 1_000_000).normalize() + 0


class Choice(sa.types.TypeDecorator[Words]):
    """A member of a closed list, stored as its value."""

    impl = sa.String(32)
    cache_ok = True

    def __init__(self, words: type[Words]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Words | str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.words(str(value)))

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """The member of a value, in one step; a value that is none of them is a fault."""
        members: dict[str | None, Words | None] = {None: None, **{str(word): word for word in self.words}}
        return members.__getitem__

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return self
