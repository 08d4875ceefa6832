"""Who takes part: a posting department, four studios of other companies, the group's officers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from marketplace.challenges.models import Challenge
from marketplace.core import clock, jobs
from marketplace.core.db import db
from marketplace.people.models import Category, Person, Role, SecrecyLevel, Unit, UnitLevel
from marketplace.studios.models import Studio
from tests import make
from tests.make import contest
from tests.visitor import Visitor

TITLE = "铸钢侧架内腔转角热裂纹控制"


class Cast:
    """The people, each with a browser of their own, and the clock."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.browsers: dict[int, Visitor] = {}
        make.done(self._settle)
        db.session.commit()

    def _settle(self) -> None:
        self.group = make.unit(name="岱岳集团")
        self.casting, self.ndt = make.needed_skill(), make.needed_skill()
        company = make.unit(self.group, level=UnitLevel.COMPANY, name="重机公司")
        self.department = make.unit(company, level=UnitLevel.PLANT, name="铸钢分厂")
        cleared = {"clearance": SecrecyLevel.CORE}
        self.poster = make.officer(Role.POSTER, self.department, name="发榜员", **cleared)
        self.head = make.officer(Role.UNIT_MANAGER, self.department, name="部门长", **cleared)
        self.secrecy = make.officer(Role.SECRECY_OFFICER, company, name="保密员", **cleared)
        self.officers = [make.officer(Role.OPENING_OFFICER, company, name=f"开榜员{n}") for n in (1, 2)]
        self.chair = make.officer(Role.CHAIR, self.group, name="组长")
        self.studios = [self._studio(n) for n in range(4)]
        self.chairs = [
            make.officer(Role.CHAIR, s.home_unit.company, name=f"公司组长{n}")
            for n, s in enumerate(self.studios)
        ]
        self.pool = contest.pool(self.department, self.casting, 11)
        self.lenders = [self._lender(n) for n in range(2)]

    def _studio(self, n: int) -> Studio:
        company = make.unit(self.group, level=UnitLevel.COMPANY, name=f"公司{n + 1}")
        home = make.unit(company, level=UnitLevel.PLANT, name=f"{n + 1}号厂")
        make.officer(Role.UNIT_MANAGER, home, name=f"{n + 1}号厂厂长")
        lead = make.person(
            home, name=f"领衔人{n + 1}", category=Category.SKILLED, skills={self.casting: 5 - n % 2}
        )
        return make.studio(home, lead, core=5, skills={self.casting: 3})

    def _lender(self, n: int) -> Person:
        """Somebody of another unit, whose manager lets go or does not."""
        home = make.unit(
            make.unit(self.group, level=UnitLevel.COMPANY), level=UnitLevel.PLANT, name=f"检测{n + 1}所"
        )
        make.officer(Role.UNIT_MANAGER, home, name=f"检测{n + 1}所所长")
        return make.person(home, name=f"检测师{n + 1}", category=Category.ENGINEERING, skills={self.ndt: 4})

    def at(self, who: Person | int, locale: str = "en") -> Visitor:
        """This person at their browser."""
        key = who if isinstance(who, int) else who.id
        if key not in self.browsers:
            self.browsers[key] = Visitor(self.app, db.session.get_one(Person, key), locale)
        return self.browsers[key]

    def manager(self, home: Unit | int) -> Person:
        """Who manages this unit."""
        key = home if isinstance(home, int) else home.id
        return make.who(Role.UNIT_MANAGER, db.session.get_one(Unit, key))

    def lead(self, n: int) -> Visitor:
        """The lead of a studio."""
        return self.at(make.again(self.studios[n]).lead_id)

    def later(self, **by: float) -> datetime:
        """Time passes, and what is due happens."""
        return self.until(clock.now() + timedelta(**by))

    def until(self, moment: datetime) -> datetime:
        """The clock stands at this moment, and what is due happens."""
        db.session.rollback()
        clock.freeze(moment)
        jobs.run_due()
        db.session.rollback()
        return moment

    def posted(self) -> int:
        """A challenge of the department, open for bids, brought about without its pages."""
        return int(
            make.open_challenge(
                make.again(self.department), title=TITLE, skills=[make.again(self.casting)]
            ).id
        )

    def bid(self, key: int, n: int) -> int:
        """A sealed bid of a studio, brought about without its pages."""
        challenge = db.session.get_one(Challenge, key)
        return int(make.sealed_bid(challenge, make.again(self.studios[n]), amount=120_000 + n * 10_000).id)
