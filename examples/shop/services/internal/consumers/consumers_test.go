package consumers_test

import (
	"context"
	"testing"

	"shop.example/services/internal/consumers"
	"shop.example/services/internal/events"
	"shop.example/services/internal/testkit"
)

func TestStockCountsAnEventOnce(t *testing.T) {
	stock, err := consumers.NewStock()
	testkit.Must(t, err)
	for _, event := range []events.Event{
		{OrderID: "a", Sequence: 1, Type: events.Created, Item: "tea", Quantity: 2},
		{OrderID: "a", Sequence: 2, Type: "paid", Item: "tea", Quantity: 2},
		{OrderID: "a", Sequence: 1, Type: events.Created, Item: "tea", Quantity: 2}, // comes again after a crash
		{OrderID: "b", Sequence: 1, Type: events.Created, Item: "tea", Quantity: 3},
	} {
		stock.Handle(context.Background(), event)
	}
	if taken := stock.Taken("tea"); taken != 5 {
		t.Fatalf("%d taken", taken)
	}
}
