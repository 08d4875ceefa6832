"""Keys, sealed documents, receipts' facts, box seals. Nothing here can be read without a key."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.core.db import Base, Id, SecretId, frozen
from marketplace.people.models import Person


class KeyPair(Base):
    """A challenge's key pair; the private key exists only wrapped."""

    __tablename__ = "key_pair"
    challenge_id: Mapped[int] = mapped_column(
        sa.ForeignKey("challenge.id"), primary_key=True, autoincrement=False
    )
    mode: Mapped[str] = mapped_column(sa.String(16))  # clock, quorum
    public: Mapped[bytes]
    wrapped: Mapped[bytes]  # clock: under the server's key; quorum: four shares, each sealed to its holder
    made_at: Mapped[datetime]


class OfficerKey(Base):
    """An opening officer's own pair: to its public half shares are sealed, its private half lies under the
    officer's opening passphrase. A lost one is retired and stays, for what hangs on it."""

    __tablename__ = "officer_key"
    __table_args__ = (
        sa.Index(
            "uq_officer_key_live", "person_id", unique=True,
            sqlite_where=sa.text("retired_at IS NULL"), postgresql_where=sa.text("retired_at IS NULL"),
        ),
    )  # fmt: skip
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    public: Mapped[bytes]
    wrapped: Mapped[bytes]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]  # the passphrase
    retired_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class PaperKey(Base):
    """The public half of the recovery key; its private half exists on paper only, in a safe."""

    __tablename__ = "paper_key"
    id: Mapped[Id]
    public: Mapped[bytes]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    made_by: Mapped[Person] = relationship()


class DraftDocument(Base):
    """A bid's content while it is being written: one encrypted document under the server's key."""

    __tablename__ = "draft_document"
    bid_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    wrapped_key: Mapped[bytes]
    ciphertext: Mapped[bytes]
    saved_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=0)

    __mapper_args__ = {"version_id_col": version}


class DraftFile(Base):
    """A file of a bid: encrypted at once under the draft's key. Its name stands only in the document."""

    __tablename__ = "draft_file"
    bid_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(sa.String(128), unique=True)
    digest: Mapped[str] = mapped_column(sa.String(64))  # of the ciphertext
    sealed: Mapped[bool] = mapped_column(default=False)  # belongs to a sealed version: stays


class SealedVersion(Base):
    """One sealing of a bid. A new version supersedes; old ones stay; a withdrawal is a row of its own."""

    __tablename__ = "sealed_version"
    __table_args__ = (
        sa.UniqueConstraint("bid_id", "version"),
        sa.Index("ix_sealed_version_challenge_id", "challenge_id"),
    )
    id: Mapped[SecretId]
    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenge.id"))
    studio_id: Mapped[int] = mapped_column(sa.ForeignKey("studio.id"))
    bid_id: Mapped[int] = mapped_column(sa.BigInteger)
    version: Mapped[int]
    terms_version: Mapped[int]
    suite: Mapped[str] = mapped_column(sa.String(16))
    ciphertext: Mapped[bytes]
    wrapped_key: Mapped[bytes]
    own_view_key: Mapped[bytes | None]  # clock mode: the bidder may read back
    commitment: Mapped[str] = mapped_column(sa.String(64))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    receipt_no: Mapped[str] = mapped_column(sa.String(32), unique=True)
    receipt: Mapped[str]  # signed, as handed to the bidder
    submitted_at: Mapped[datetime]


class SealedFile(Base):
    """A file of a version sealed in quorum mode: under the version's own data key, so not for the server."""

    __tablename__ = "sealed_file"
    bid_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[str] = mapped_column(sa.String(128), unique=True)
    digest: Mapped[str] = mapped_column(sa.String(64))  # of the ciphertext


class OpenedKey(Base):
    """The data key of a version opened in quorum mode, under the server's key: from now on it may be read."""

    __tablename__ = "opened_key"
    bid_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    wrapped_key: Mapped[bytes]


class SealWithdrawal(Base):
    """The bidder took a sealed bid back."""

    __tablename__ = "seal_withdrawal"
    id: Mapped[SecretId]
    bid_id: Mapped[int] = mapped_column(sa.BigInteger, index=True)
    version: Mapped[int]
    at: Mapped[datetime]


class BoxSeal(Base):
    """The digest over all live receipts at a close; an extension brings a new one at the new close."""

    __tablename__ = "box_seal"
    __table_args__ = (sa.UniqueConstraint("challenge_id", "round"),)
    id: Mapped[Id]
    challenge_id: Mapped[int] = mapped_column(sa.ForeignKey("challenge.id"))
    round: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    count: Mapped[int]
    at: Mapped[datetime]


frozen("sealed_version", "a sealed bid is replaced by a new version, never changed")
frozen("sealed_file", "a sealed file belongs to its version")
frozen("seal_withdrawal", "what was withdrawn stays withdrawn")
frozen("box_seal", "the seal of a close is final")
