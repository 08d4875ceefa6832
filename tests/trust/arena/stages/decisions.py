"""Stages from the award on: letter, project, objection and complaint, race, joint round."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from bidding.awards import actions as awards
from bidding.awards.models import Award
from bidding.awards.terms import AnswerTerms, ComplaintTerms, GateTerms, ObjectionTerms
from bidding.bids.models import Bid
from bidding.rounds import queries as rounds
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.people.models import Person, Role
from marketplace.projects import actions as projects
from marketplace.projects.models import ProjectMember
from marketplace.projects.terms import MilestoneTerms, TaskTerms
from tests import make
from tests.make import contest
from tests.make import rounds as joint_rounds
from tests.trust.arena.stages.frame import Stage, around, logged_in, offices
from tests.trust.arena.world import World

RACE = {"A": "8", "B": "7.5", "C": "7", "D": "6"}


def award_stage(world: World) -> Stage:
    """A final award whose letter the lead has signed, and a delivered project of a studio's own beside it."""
    made = contest.final_award()
    letter = contest.letter(made)
    make.done(lambda: awards.sign(make.again(letter), by=make.again(letter).award.bid.lead))
    project, manager = make.delivered_project()
    ids = {"challenge_id": made.challenge_id, "award_id": made.id, "letter_id": letter.id,
           "project_id": project.id, "bid_id": made.bid_id}  # fmt: skip
    more = {"accepter": manager, "project lead": project.lead, "objector": _loser(make.again(made))}
    made = make.again(made)
    return around(world, ids, made.challenge, made.bid, more=more)


def remedy_stage(world: World) -> Stage:
    """An objection that was rejected, and the complaint that followed it."""
    made = contest.award()
    where = made.challenge.department
    chair, rival = contest.leading(where), _loser(made)
    words = ObjectionTerms(about="评审组成员与中选方存在合作关系", remedy="请求重新评审")
    objection = make.done(lambda: awards.object_to(make.again(made), words, by=make.again(rival)))
    answer = AnswerTerms(outcome="rejected", answer="经查不存在合作关系。")
    make.done(lambda: awards.answer(make.again(objection), answer, by=make.again(chair)))
    grief = ComplaintTerms(about="答复没有核查合作合同，仅凭口头说明。")
    complaint = make.done(lambda: awards.complain(make.again(objection), grief, by=make.again(rival)))
    ids = {"challenge_id": made.challenge_id, "award_id": made.id, "objection_id": objection.id,
           "complaint_id": complaint.id}  # fmt: skip
    more = {"objector": rival, "other chair": make.officer(Role.CHAIR, contest.group_of(where))}
    return around(world, ids, make.again(made).challenge, make.again(made).bid, more=more)


def _loser(made: Award) -> Person:
    others = sa.select(Bid).where(Bid.challenge_id == made.challenge_id, Bid.id != made.bid_id)
    return db.session.scalars(others.order_by(Bid.blind_label)).first().lead


def gate_stage(world: World) -> Stage:
    """Two projects race towards a stage gate."""
    first = contest.award(bids=4, points=RACE, candidates=2, preset="race", reviewers=10)
    clock.freeze(make.again(first).notice_ends_at + timedelta(minutes=1))
    contest.run_due()
    racing = [contest.sign_letter(one) for one in awards_of(first)]
    challenge = make.again(first).challenge
    terms = GateTerms(measure="首批试件的裂纹率与工时", held_on=clock.today() + timedelta(days=30))
    head = contest.head_of(challenge)
    gate = make.done(lambda: awards.set_gate(make.again(challenge), terms, by=make.again(head)))
    fields = {}
    for n, (one, ruling) in enumerate(zip(racing, ("keep", "cut"), strict=True)):
        line = {
            "project_id": str(one.id),
            "ruling": ruling,
            "percent": "30",
            "reason": "首批数据对比后的意见",
        }
        fields |= {f"lines-{n}-{name}": value for name, value in line.items()}
    ids = {"challenge_id": challenge.id, "gate_id": gate.id}
    more = {"second lead": make.again(racing[1]).lead}
    bid = make.again(racing[0])
    winner = db.session.scalars(sa.select(Bid).where(Bid.lead_id == bid.lead_id)).first()
    return around(world, ids, make.again(challenge), winner, more=more, fields=fields)


def awards_of(first: Award) -> list[Award]:
    """All awards of this one's race."""
    found = sa.select(Award).where(Award.challenge_id == first.challenge_id).order_by(Award.place)
    return list(db.session.scalars(found))


def joint_stage(world: World) -> Stage:
    """Two challenges judged together; the joint choice has been worked out."""
    challenges, studios = joint_rounds.round_of_two()
    points = {studio.id: str(8 - n) for n, studio in enumerate(studios)}
    for one in challenges:
        joint_rounds.judged(make.again(one), points)
    joint = joint_rounds.solved()
    challenge = make.again(challenges[0])
    lines = rounds.choice_of(joint, rounds.challenges_of(joint.name)).lines
    fields = {f"choice_{line.challenge.id}": str(best) for line in lines
              for best in [next((c.bid_id for c in line.candidates if c.chosen), 0)]}  # fmt: skip
    bid = db.session.scalars(sa.select(Bid).where(Bid.challenge_id == challenge.id)).first()
    more = {"chair elsewhere": make.officer(Role.CHAIR, make.company())}
    return around(world, {"round_id": joint.id}, challenge, bid, more=more, fields=fields)


def work_stage(world: World) -> Stage:
    """A studio's own project at work: a task given, a milestone ahead."""
    project, manager = make.own_project()
    member, due = make.person(make.unit(make.company())), clock.today() + timedelta(days=30)
    make.saved(
        ProjectMember(project_id=project.id, person_id=member.id, starts_on=clock.today(), ends_on=due)
    )
    given = TaskTerms(title="测换型时间", assignee=member.id, due_on=due)
    task = make.done(lambda: projects.add_task(make.again(project), given, by=make.again(project).lead))
    words = MilestoneTerms(title="样件合格", due_on=due, payment=30)
    stone = make.done(lambda: projects.add_milestone(make.again(project), words, by=make.again(project).lead))
    ids = {"project_id": project.id, "task_id": task.id, "milestone_id": stone.id}
    more = {"accepter": manager, "project lead": make.again(project).lead, "assignee": make.again(member)}
    return logged_in(world, ids, {**offices(make.open_challenge()), "rival": make.bidder().lead, **more})
