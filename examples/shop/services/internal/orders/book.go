package orders

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"shop.example/services/internal/events"
	"shop.example/services/internal/kafka"
)

// Order is what somebody ordered.
type Order struct {
	ID       string `json:"id"`
	UserID   string `json:"userId"`
	Item     string `json:"item"`
	Quantity int64  `json:"quantity"`
	Status   string `json:"status"`
	GiftWrap bool   `json:"giftWrap,omitempty"`

	Sequence int64 `json:"sequence"`
}

// This example has no database: a replica remembers its own orders, and the oldest make room.
const remembered = 100_000

type sender interface {
	Send(context.Context, events.Event) (kafka.Receipt, error)
}

// book remembers orders and sends their events.
type book struct {
	events sender
	orders *lru.Cache[string, *entry]
}

type entry struct {
	mu    sync.Mutex
	order Order
}

func newBook(events sender) (*book, error) {
	orders, err := lru.New[string, *entry](remembered)
	return &book{events: events, orders: orders}, err
}

// create takes an order. Its number is random: replicas count without knowing of each other.
func (b *book) create(ctx context.Context, userID, item string, quantity int64) (Order, error) {
	id := fmt.Sprintf("order-id-%d", 1+rand.Int64N(1<<53))
	e := &entry{order: Order{ID: id, UserID: userID, Item: item, Quantity: quantity}}
	order, err := b.advance(ctx, e, events.Created)
	if err == nil {
		b.orders.Add(id, e)
	}
	return order, err
}

// append sends the next event of an order.
func (b *book) append(ctx context.Context, id, kind string) (order Order, found bool, err error) {
	e, found := b.orders.Get(id)
	if !found {
		return Order{}, false, nil
	}
	order, err = b.advance(ctx, e, kind)
	return order, true, err
}

func (b *book) get(id string) (Order, bool) {
	e, found := b.orders.Get(id)
	if !found {
		return Order{}, false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.order, true
}

// advance waits for the brokers outside of the lock: the events of an order are sent in order, and batched.
func (b *book) advance(ctx context.Context, e *entry, kind string) (Order, error) {
	order, receipt, err := b.send(ctx, e, kind)
	if err != nil {
		return Order{}, err
	}
	return order, receipt.Wait(ctx)
}

func (b *book) send(ctx context.Context, e *entry, kind string) (Order, kafka.Receipt, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.order.Sequence++
	e.order.Status = kind
	receipt, err := b.events.Send(ctx, events.Event{
		OrderID: e.order.ID, Sequence: e.order.Sequence, Type: kind,
		UserID: e.order.UserID, Item: e.order.Item, Quantity: e.order.Quantity, At: time.Now().UTC(),
	})
	return e.order, receipt, err
}
