package kafka

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/plugin/kotel"

	"shop.example/services/internal/events"
	"shop.example/services/internal/telemetry"
)

// ConsumerSettings are the variables of a service that reads the topic.
type ConsumerSettings struct {
	Settings
	Group string `env:"KAFKA_GROUP,notEmpty"`
}

// A batch is processed to its end at a stop: this many records take far less than the drain time.
const batch = 500

// The group waits this long for a member that died before it gives its partitions away; heartbeats come every 3 s.
const session = 12 * time.Second

// Where the brokers do not take the offsets for this long, the events come again: better than not ending.
const commitTime = 10 * time.Second

// Consumer gives each event to its handler at least once, those of a partition in order.
type Consumer struct {
	client *kgo.Client
	tracer *kotel.Tracer
	handle func(context.Context, events.Event)
}

// NewConsumer makes a consumer; a group that is new begins with the topic's first event.
func NewConsumer(settings ConsumerSettings, handle func(context.Context, events.Event)) (*Consumer, error) {
	tracer := kotel.NewTracer(kotel.ConsumerGroup(settings.Group))
	client, err := newClient(settings.Settings, tracer,
		kgo.ConsumerGroup(settings.Group),
		kgo.ConsumeTopics(settings.Topic),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.DisableAutoCommit(),
		kgo.SessionTimeout(session),
		// No partition goes to another member between reading a batch and committing it.
		kgo.BlockRebalanceOnPoll(),
	)
	if err != nil {
		return nil, err
	}
	return &Consumer{client: client, tracer: tracer, handle: handle}, nil
}

// Joined tells whether the consumer is a member of its group.
func (c *Consumer) Joined() bool {
	member, generation := c.client.GroupMetadata()
	return member != "" && generation > 0
}

// Run reads, processes and commits until the context ends, then leaves the group.
func (c *Consumer) Run(ctx context.Context) error {
	defer c.client.CloseAllowingRebalance()
	for {
		fetches := c.client.PollRecords(ctx, batch)
		if ctx.Err() != nil && fetches.NumRecords() == 0 {
			return nil
		}
		fetches.EachError(func(topic string, partition int32, err error) {
			slog.WarnContext(ctx, "fetch failed, trying again", "topic", topic, "partition", partition, "error", err)
		})
		// A stop does not interrupt a batch: what was read is processed and committed.
		c.process(context.WithoutCancel(ctx), fetches)
		c.client.AllowRebalance()
	}
}

func (c *Consumer) process(ctx context.Context, fetches kgo.Fetches) {
	if fetches.NumRecords() == 0 {
		return
	}
	var partitions sync.WaitGroup
	fetches.EachPartition(func(partition kgo.FetchTopicPartition) {
		partitions.Go(func() { partition.EachRecord(c.processRecord) })
	})
	partitions.Wait()
	ctx, cancel := context.WithTimeout(ctx, commitTime)
	defer cancel()
	if err := c.client.CommitUncommittedOffsets(ctx); err != nil {
		slog.WarnContext(ctx, "offsets not committed, these events may come again", "error", err)
	}
}

func (c *Consumer) processRecord(record *kgo.Record) {
	ctx, span := c.tracer.WithProcessSpan(record)
	defer span.End()
	began := time.Now()
	line := slog.With("key", string(record.Key), "partition", record.Partition, "offset", record.Offset)
	result := "ok"
	event, err := events.Parse(record.Value)
	if err == nil {
		c.handle(ctx, event)
		line.InfoContext(ctx, "event processed", "sequence", event.Sequence, "type", event.Type)
	} else {
		// It would be as wrong the next time: it is passed over, and seen in the log and in the metric.
		result = "invalid"
		span.RecordError(err)
		line.ErrorContext(ctx, "event passed over", "error", err)
	}
	telemetry.KafkaConsumed.WithLabelValues(record.Topic, result).Inc()
	telemetry.KafkaDuration.WithLabelValues(record.Topic).Observe(time.Since(began).Seconds())
}
