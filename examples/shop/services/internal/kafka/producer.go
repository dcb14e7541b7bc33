package kafka

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
	"github.com/twmb/franz-go/plugin/kotel"

	"shop.example/services/internal/events"
	"shop.example/services/internal/retry"
	"shop.example/services/internal/telemetry"
)

// A record that no broker has taken after the delivery time is given up; an answer that is lost on its way is waited for
// a little longer.
const (
	delivery = 5 * time.Second
	patience = 6 * time.Second
)

// Producer writes events, batched, idempotent, acknowledged by all in-sync replicas.
type Producer struct {
	client *kgo.Client
	topic  string
}

// NewProducer makes a producer; it connects when it is used.
func NewProducer(settings Settings) (*Producer, error) {
	// Acknowledgement by all in-sync replicas and idempotence are the client's defaults.
	client, err := newClient(settings, kotel.NewTracer(),
		kgo.DefaultProduceTopic(settings.Topic),
		kgo.RecordDeliveryTimeout(delivery),
	)
	if err != nil {
		return nil, err
	}
	return &Producer{client: client, topic: settings.Topic}, nil
}

// Await waits until the topic's metadata could be read.
func (p *Producer) Await(ctx context.Context) error {
	_, err := retry.Until(ctx, "kafka topic "+p.topic, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.readMetadata(ctx)
	})
	return err
}

func (p *Producer) readMetadata(ctx context.Context) error {
	request := kmsg.NewPtrMetadataRequest()
	topic := kmsg.NewMetadataRequestTopic()
	topic.Topic = kmsg.StringPtr(p.topic)
	request.Topics = append(request.Topics, topic)
	answer, err := request.RequestWith(ctx, p.client)
	if err != nil {
		return err
	}
	for _, topic := range answer.Topics {
		if err := kerr.ErrorForCode(topic.ErrorCode); err != nil {
			return err
		}
	}
	return nil
}

// Receipt tells, once it is known, whether the brokers have the event.
type Receipt <-chan error

// Send hands the event to the client's batch and returns at once: events are written in the order of the calls.
func (p *Producer) Send(ctx context.Context, event events.Event) (Receipt, error) {
	value, err := json.Marshal(event)
	if err != nil {
		return nil, fmt.Errorf("event of %s: %w", event.OrderID, err)
	}
	receipt := make(chan error, 1)
	record := &kgo.Record{Key: []byte(event.OrderID), Value: value}
	// A caller who hangs up must not take the event out of a batch: it was accepted.
	p.client.Produce(context.WithoutCancel(ctx), record, func(record *kgo.Record, err error) {
		result := "ok"
		if err != nil {
			result = "error"
		}
		telemetry.KafkaProduced.WithLabelValues(record.Topic, result).Inc()
		receipt <- err
	})
	return receipt, nil
}

// Wait waits for the brokers' acknowledgement.
func (r Receipt) Wait(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case err := <-r:
		return err
	case <-ctx.Done():
		return errors.New("no broker has acknowledged the event in time, it may still arrive")
	}
}

// Stop writes what is left and closes the connections.
func (p *Producer) Stop(ctx context.Context) error {
	defer p.client.Close()
	if err := p.client.Flush(ctx); err != nil {
		return fmt.Errorf("flush %d events to Kafka: %w", p.client.BufferedProduceRecords(), err)
	}
	return nil
}
