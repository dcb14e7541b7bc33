// Package consumers is what the three readers of the topic do with an event.
package consumers

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"shop.example/services/internal/app"
	"shop.example/services/internal/events"
	"shop.example/services/internal/kafka"
)

// Handler does what a service does with an event.
type Handler func(context.Context, events.Event)

// Start starts a service that reads the topic with the handler.
func Start(handle Handler) func(*app.App, *kafka.ConsumerSettings) error {
	return func(a *app.App, settings *kafka.ConsumerSettings) error {
		consumer, err := kafka.NewConsumer(*settings, handle)
		if err != nil {
			return err
		}
		a.Ready.Need("kafka group "+settings.Group, consumer.Joined)
		a.Go("consumer", consumer.Run)
		return nil
	}
}

// Log writes the event itself.
func Log(ctx context.Context, event events.Event) {
	slog.InfoContext(ctx, "order event", "event", event)
}

// Notify sends the user a message; in this example a line of the log.
func Notify(ctx context.Context, event events.Event) {
	slog.InfoContext(ctx, "message sent", "to", event.UserID, "text", fmt.Sprintf("your order %s is %s", event.OrderID, event.Type))
}

// How many orders the stock remembers, to know an event that comes a second time.
const remembered = 100_000

// Stock counts what was taken of each item, since the start of the program.
type Stock struct {
	mu    sync.Mutex
	taken map[string]int64
	seen  *lru.Cache[string, int64]
}

// NewStock makes an empty count.
func NewStock() (*Stock, error) {
	seen, err := lru.New[string, int64](remembered)
	return &Stock{taken: map[string]int64{}, seen: seen}, err
}

// Handle counts a created order once, however often its event comes.
func (s *Stock) Handle(ctx context.Context, event events.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if last, found := s.seen.Get(event.OrderID); found && event.Sequence <= last {
		slog.InfoContext(ctx, "event seen before", "key", event.OrderID, "sequence", event.Sequence)
		return
	}
	s.seen.Add(event.OrderID, event.Sequence)
	if event.Type == events.Created {
		s.taken[event.Item] += event.Quantity
	}
	slog.DebugContext(ctx, "stock", "item", event.Item, "taken", s.taken[event.Item])
}

// Taken tells how many of an item were ordered.
func (s *Stock) Taken(item string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.taken[item]
}
