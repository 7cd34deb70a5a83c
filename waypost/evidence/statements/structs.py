"""The shapes of an xAPI statement (1.0.3, section 4; 2.0 / IEEE 9274.1.1), as msgspec reads them.

Shapes only: types, unknown properties, required properties, no nulls outside extensions. `rules` has the rest.
`Thing` is whatever can be an object; its `objectType` says which of its fields may be there.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

LanguageMap = dict[str, str]
Extensions = dict[str, Any]


class Struct(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A property that is not there is UNSET, so that a null is refused."""


class Account(Struct):
    homePage: str
    name: str


class Agent(Struct):
    """An agent or a group."""

    objectType: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    mbox: str | UnsetType = UNSET
    mbox_sha1sum: str | UnsetType = UNSET
    openid: str | UnsetType = UNSET
    account: Account | UnsetType = UNSET
    member: list[Agent] | UnsetType = UNSET


class Verb(Struct):
    id: str
    display: LanguageMap | UnsetType = UNSET


class InteractionComponent(Struct):
    id: str
    description: LanguageMap | UnsetType = UNSET


class Definition(Struct):
    name: LanguageMap | UnsetType = UNSET
    description: LanguageMap | UnsetType = UNSET
    type: str | UnsetType = UNSET
    moreInfo: str | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET
    interactionType: str | UnsetType = UNSET
    correctResponsesPattern: list[str] | UnsetType = UNSET
    choices: list[InteractionComponent] | UnsetType = UNSET
    scale: list[InteractionComponent] | UnsetType = UNSET
    source: list[InteractionComponent] | UnsetType = UNSET
    target: list[InteractionComponent] | UnsetType = UNSET
    steps: list[InteractionComponent] | UnsetType = UNSET


class Activity(Struct):
    id: str
    objectType: str | UnsetType = UNSET
    definition: Definition | UnsetType = UNSET


class StatementRef(Struct):
    objectType: str
    id: str


class Score(Struct):
    scaled: float | UnsetType = UNSET
    raw: float | UnsetType = UNSET
    min: float | UnsetType = UNSET
    max: float | UnsetType = UNSET


class Result(Struct):
    score: Score | UnsetType = UNSET
    success: bool | UnsetType = UNSET
    completion: bool | UnsetType = UNSET
    response: str | UnsetType = UNSET
    duration: str | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET


class ContextActivities(Struct):
    parent: list[Activity] | Activity | UnsetType = UNSET
    grouping: list[Activity] | Activity | UnsetType = UNSET
    category: list[Activity] | Activity | UnsetType = UNSET
    other: list[Activity] | Activity | UnsetType = UNSET


class ContextAgent(Struct):
    objectType: str
    agent: Agent
    relevantTypes: list[str] | UnsetType = UNSET


class ContextGroup(Struct):
    objectType: str
    group: Agent
    relevantTypes: list[str] | UnsetType = UNSET


class Context(Struct):
    registration: str | UnsetType = UNSET
    instructor: Agent | UnsetType = UNSET
    team: Agent | UnsetType = UNSET
    contextActivities: ContextActivities | UnsetType = UNSET
    contextAgents: list[ContextAgent] | UnsetType = UNSET
    contextGroups: list[ContextGroup] | UnsetType = UNSET
    revision: str | UnsetType = UNSET
    platform: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    statement: StatementRef | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET


class Attachment(Struct):
    usageType: str
    display: LanguageMap
    contentType: str
    length: int
    sha2: str
    description: LanguageMap | UnsetType = UNSET
    fileUrl: str | UnsetType = UNSET


class Thing(Struct):
    """The object: Activity (default), Agent, Group, StatementRef or SubStatement."""

    objectType: str | UnsetType = UNSET
    id: str | UnsetType = UNSET
    definition: Definition | UnsetType = UNSET
    name: str | UnsetType = UNSET
    mbox: str | UnsetType = UNSET
    mbox_sha1sum: str | UnsetType = UNSET
    openid: str | UnsetType = UNSET
    account: Account | UnsetType = UNSET
    member: list[Agent] | UnsetType = UNSET
    actor: Agent | UnsetType = UNSET
    verb: Verb | UnsetType = UNSET
    object: Thing | UnsetType = UNSET
    result: Result | UnsetType = UNSET
    context: Context | UnsetType = UNSET
    timestamp: str | UnsetType = UNSET
    attachments: list[Attachment] | UnsetType = UNSET


class Statement(Struct):
    actor: Agent
    verb: Verb
    object: Thing
    id: str | UnsetType = UNSET
    result: Result | UnsetType = UNSET
    context: Context | UnsetType = UNSET
    timestamp: str | UnsetType = UNSET
    stored: str | UnsetType = UNSET
    authority: Agent | UnsetType = UNSET
    version: str | UnsetType = UNSET
    attachments: list[Attachment] | UnsetType = UNSET


#: Which fields an object may have, by its type.
FIELDS_OF = {
    "Activity": {"id", "definition"},
    "Agent": {"name", "mbox", "mbox_sha1sum", "openid", "account"},
    "Group": {"name", "mbox", "mbox_sha1sum", "openid", "account", "member"},
    "StatementRef": {"id"},
    "SubStatement": {"actor", "verb", "object", "result", "context", "timestamp", "attachments"},
}
