// Package events is what the shop's services tell each other about orders.
package events

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Created is the type of an order's first event.
const Created = "created"

// Event is one step of an order. Its sequence number counts the events of its order, from 1.
type Event struct {
	OrderID  string    `json:"orderId"`
	Sequence int64     `json:"sequence"`
	Type     string    `json:"type"`
	UserID   string    `json:"userId"`
	Item     string    `json:"item"`
	Quantity int64     `json:"quantity"`
	At       time.Time `json:"at"`
}

// Parse reads an event; fields that it does not know are for newer consumers.
func Parse(value []byte) (Event, error) {
	var event Event
	if err := json.Unmarshal(value, &event); err != nil {
		return Event{}, fmt.Errorf("not an event: %w", err)
	}
	var wrong []error
	if event.OrderID == "" {
		wrong = append(wrong, errors.New("event has no orderId"))
	}
	if event.Type == "" {
		wrong = append(wrong, errors.New("event has no type"))
	}
	if event.Sequence < 1 {
		wrong = append(wrong, fmt.Errorf("event's sequence is %d, it must be 1 or more", event.Sequence))
	}
	return event, errors.Join(wrong...)
}
