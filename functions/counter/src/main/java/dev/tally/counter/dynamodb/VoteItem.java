package dev.tally.counter.dynamodb;

import dev.tally.counter.CastVote;
import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.VoteStore.Located;
import dev.tally.counter.Voter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The attribute names of a vote's item, and its translation. */
final class VoteItem {

    static final String COUNTER = "counter";
    static final String VALUE = "value";
    static final String GENERATION = "generation";

    /** The start of every partition key of a vote. */
    static final AttributeValue PREFIX = AttributeValue.fromS("vote#");

    private static final String REGION = "region";
    private static final String SHARD = "shard";

    private VoteItem() {}

    static Map<String, AttributeValue> key(Voter voter, CounterId counter, String region) {
        return Map.of(Items.PK, partition(voter), Items.SK, AttributeValue.fromS(counter + "#" + region));
    }

    static AttributeValue partition(Voter voter) {
        return AttributeValue.fromS(PREFIX.s() + voter.value());
    }

    static Map<String, AttributeValue> item(Voter voter, CounterId counter, String region, CastVote vote) {
        Map<String, AttributeValue> item = new HashMap<>(key(voter, counter, region));
        item.put(COUNTER, AttributeValue.fromS(counter.value()));
        item.put(REGION, AttributeValue.fromS(region));
        item.put(VALUE, Items.number(vote.value()));
        item.put(SHARD, Items.number(vote.shard()));
        generation(vote).ifPresent(generation -> item.put(GENERATION, generation));
        return item;
    }

    static Optional<AttributeValue> generation(CastVote vote) {
        return Optional.ofNullable(vote.generation()).map(ClickId::toString).map(AttributeValue::fromS);
    }

    /** @throws dev.tally.counter.UnreadableItemException if the item is not a vote as Tally writes it */
    static Located located(Map<String, AttributeValue> item) {
        return Items.read(
                item,
                some -> new Located(
                        new Voter(
                                Items.text(some, Items.PK).substring(PREFIX.s().length())),
                        new CounterId(Items.text(some, COUNTER)),
                        Items.text(some, REGION),
                        new CastVote(
                                (int) Items.number(some, VALUE),
                                (int) Items.number(some, SHARD),
                                ShardItem.generation(some).orElse(null))));
    }
}
