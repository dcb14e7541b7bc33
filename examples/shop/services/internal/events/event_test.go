package events_test

import (
	"strings"
	"testing"

	"shop.example/services/internal/events"
)

func TestParse(t *testing.T) {
	for value, wrong := range map[string]string{
		`{"orderId":"order-id-1","sequence":1,"type":"created","later":"field"}`: "",
		`{"orderId":"order-id-1","sequence":0,"type":"created"}`:                 "sequence is 0",
		`{"sequence":1,"type":"created"}`:                                        "no orderId",
		`{"orderId":"order-id-1","sequence":1}`:                                  "no type",
		`{"orderId":`:                                                            "not an event",
		``:                                                                       "not an event",
	} {
		_, err := events.Parse([]byte(value))
		if (wrong == "") != (err == nil) || (err != nil && !strings.Contains(err.Error(), wrong)) {
			t.Errorf("%s: %v", value, err)
		}
	}
}
