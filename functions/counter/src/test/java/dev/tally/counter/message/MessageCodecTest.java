package dev.tally.counter.message;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.SHARD;
import static dev.tally.counter.Fixtures.idAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.counter.Adjustment;
import dev.tally.counter.Click;
import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Post;
import dev.tally.counter.Reset;
import dev.tally.counter.Shard;
import dev.tally.counter.Vote;
import dev.tally.counter.Voter;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageCodecTest {

    private static final String ID = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";

    @Property(tries = 50)
    void decode_encodedClick_isTheClick(@ForAll @IntRange(min = 1, max = 1000) int delta)
            throws MalformedMessageException {
        QueueMessage click = new QueueMessage.OfShard(SHARD, new Click(idAt(NOW), COUNTER, -delta));
        assertThat(MessageCodec.decode(MessageCodec.encode(click), click.group()))
                .isEqualTo(click);
    }

    @Test
    void decode_encodedAdjustment_isTheAdjustment() throws MalformedMessageException {
        QueueMessage adjustment =
                new QueueMessage.OfShard(SHARD, new Adjustment(idAt(NOW), COUNTER, -Adjustment.MAX_DELTA));
        assertThat(MessageCodec.decode(MessageCodec.encode(adjustment), adjustment.group()))
                .isEqualTo(adjustment);
    }

    @Test
    void decode_encodedReset_isTheReset() throws MalformedMessageException {
        QueueMessage reset = new QueueMessage.OfShard(SHARD, new Reset(idAt(NOW), COUNTER, 2));
        assertThat(MessageCodec.decode(MessageCodec.encode(reset), reset.group()))
                .isEqualTo(reset);
    }

    @Test
    void decode_encodedVote_isTheVote() throws MalformedMessageException {
        CounterId claps = new CounterId("clap~a");
        Voter voter = Voter.ofClient("0123456789abcdef");
        for (Vote vote : List.of(Vote.of(idAt(NOW), claps, voter, 7), Vote.adding(idAt(NOW), claps, voter, 3, 50))) {
            QueueMessage message = new QueueMessage.OfShard(Shard.of(vote, 16), vote);
            assertThat(MessageCodec.decode(MessageCodec.encode(message), message.group()))
                    .isEqualTo(message);
        }
    }

    @Test
    void decode_encodedPost_isThePost() throws MalformedMessageException {
        QueueMessage post = new QueueMessage.OfPost(new Post(idAt(NOW), "a \"title\"", "über \uD83D\uDE00\n\t text"));
        assertThat(MessageCodec.decode(MessageCodec.encode(post), post.group())).isEqualTo(post);
    }

    @Test
    void encode_click_isTheDocumentedShape() {
        QueueMessage click = new QueueMessage.OfShard(SHARD, new Click(ClickId.parse(ID), COUNTER, 1));
        assertThat(MessageCodec.encode(click))
                .isEqualTo("{\"type\":\"click\",\"id\":\"" + ID + "\",\"counter\":\"likes\",\"delta\":1}");
    }

    @Test
    void decode_typeOfAMegabyte_isAbbreviatedInTheReason() {
        String body = "{\"type\":\"" + "x".repeat(1 << 20) + "\"}";
        assertThatThrownBy(() -> MessageCodec.decode(body, SHARD.group()))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("unknown type '" + "x".repeat(40) + "...': must be click, adjustment, vote, reset or post");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json                                       | likes#0 | body is not JSON",
                "``                                             | likes#0 | body must be a JSON object",
                "[1]                                            | likes#0 | body must be a JSON object",
                "{} {}                                          | likes#0 | body is not JSON",
                "{}                                             | likes#0 | type is missing",
                "{'type':'dance'}                               | likes#0 | unknown type 'dance'",
                "{'type':'vote'}                                | likes#0 | counter is missing",
                "{'type':'vote','id':'ID','counter':'likes','voter':'VOTER','value':1}  | likes#0 | takes clicks",
                "{'type':'vote','id':'ID','counter':'like~a','voter':'x','value':1}     | like~a#0 | voter must be",
                "{'type':'vote','id':'ID','counter':'like~a','voter':'VOTER','value':2} | like~a#0 | value must be",
                "{'type':'vote','id':'ID','counter':'like~a','voter':'VOTER'}           | like~a#0 | value must be",
                "{'type':'vote','id':'ID','counter':'like~a','voter':'VOTER','add':1,'most':9} | like~a#0 | claps only",
                "{'type':'vote','id':'ID','counter':'clap~a','voter':'VOTER','add':0,'most':9} | clap~a#0 | add must be",
                "{'type':'vote','id':'ID','counter':'clap~a','voter':'VOTER','add':1}   | clap~a#0 | most must be",
                "{'type':'vote','id':'ID','counter':'like~a','voter':'VOTER','value':1} | like~b#0 | message group must be",
                "{'type':'click','id':'ID','counter':'like~a','delta':1}                | like~a#0 | takes votes",
                "{'type':'adjustment','id':'ID','counter':'like~a','delta':1}           | like~a#0 | takes votes",
                "{'type':'click','id':'ID','delta':1}           | likes#0 | counter is missing",
                "{'type':'click','id':'ID','counter':'a b','delta':1}       | likes#0 | counter id must be",
                "{'type':'click','id':'x','counter':'likes','delta':1}      | likes#0 | id must be a UUID",
                "{'type':'click','id':'ID','counter':'likes','delta':0}     | likes#0 | delta must be",
                "{'type':'click','id':'ID','counter':'likes','delta':1.5}   | likes#0 | delta must be",
                "{'type':'click','id':'ID','counter':'likes','delta':9999999999999} | likes#0 | delta must be",
                "{'type':'click','id':'ID','counter':'likes','delta':1}     | other#0 | message group must be",
                "{'type':'click','id':'ID','counter':'likes','delta':1}     | likes   | message group must be",
                "{'type':'adjustment','id':'ID','counter':'likes','delta':0} | likes#0 | delta must be",
                "{'type':'adjustment','id':'ID','counter':'likes','delta':9007199254740993} | likes#0 | delta must be",
                "{'type':'adjustment','id':'ID','counter':'likes','delta':1} | other#0 | message group must be",
                "{'type':'reset','id':'ID','counter':'likes'}            | likes#0 | shards must be",
                "{'type':'reset','id':'ID','counter':'likes','shards':0} | likes#0 | shards must be",
                "{'type':'reset','id':'ID','counter':'likes','shards':2} | other#0 | message group must be",
                "{'type':'post','id':'ID','title':'a','content':'1234567890'} | post#1 | title must be",
            })
    void decode_malformed_isRejectedWithAReason(String body, String group, String reason) {
        String json = body.replace('\'', '"').replace("ID", ID).replace("VOTER", "a-0123456789abcdef");
        assertThatThrownBy(() -> MessageCodec.decode(json, group))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(reason);
    }
}
