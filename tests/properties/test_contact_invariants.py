"""What always holds of contacts, whatever commands come in whatever order."""

from contact_plays import CONTACT_ID
from hypothesis import given
from stages import playing, start
from worlds import Play, played

from socialcommerce.domain.circle.contact import CONTACT, MessageSent, MessagesGranted


@given(playing("contact"))
def test_no_more_is_sent_than_was_granted_and_each_message_is_of_one_grant(play: Play) -> None:
    for step in played(start("contact"), play):
        facts = [recorded.event for recorded in step.after.stream(CONTACT, CONTACT_ID)]
        for grant in step.after.of(CONTACT, CONTACT_ID).grants:
            name = (grant.kind, grant.reference)
            (granted,) = (
                fact for fact in facts if isinstance(fact, MessagesGranted) and (fact.kind, fact.reference) == name
            )
            sent = sum(isinstance(fact, MessageSent) and (fact.kind, fact.reference) == name for fact in facts)
            assert grant.left == granted.messages - sent >= 0


@given(playing("contact"))
def test_a_message_spends_the_grant_that_ends_first_and_none_that_is_over(play: Play) -> None:
    for step in played(start("contact"), play):
        for fact in step.facts:
            if isinstance(fact, MessageSent):
                live = [each for each in step.before.of(CONTACT, CONTACT_ID).grants if each.left]
                live = [each for each in live if step.after.at < each.until]
                first = min(each.until for each in live)
                (spent,) = (each for each in live if (each.kind, each.reference) == (fact.kind, fact.reference))
                assert spent == next(each for each in live if each.until == first)


@given(playing("contact"))
def test_nothing_is_sent_to_a_member_who_has_opted_out_and_an_opt_out_takes_nothing(play: Play) -> None:
    for step in played(start("contact"), play):
        before, after = step.before.of(CONTACT, CONTACT_ID), step.after.of(CONTACT, CONTACT_ID)
        if before.opted_out:
            assert after.messages == before.messages
        if before.opted_out != after.opted_out:
            assert after.grants == before.grants
