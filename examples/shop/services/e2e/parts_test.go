package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"shop.example/services/internal/testkit"
)

func (s *shop) startsInAnyOrder(t *testing.T) {
	began := time.Now()
	for _, p := range s.all() {
		p.start(s.t)
	}
	for _, p := range s.all() {
		eventually(t, p.name+" is alive", 10*time.Second, func() bool { return p.code("/livez") == http.StatusOK })
	}
	t.Logf("five alive after %s, without issuer and broker", time.Since(began).Round(time.Millisecond))
	time.Sleep(2 * time.Second)
	for _, p := range s.all() {
		if code := p.code("/readyz"); code != http.StatusServiceUnavailable {
			t.Fatalf("%s answers %d on /readyz while its neighbours are not there", p.name, code)
		}
	}
	s.startIssuer(s.t)
	s.broker.start(s.t, s)
	for _, p := range s.all() {
		took := eventually(t, p.name+" is ready", 40*time.Second, func() bool { return p.code("/readyz") == http.StatusOK })
		t.Logf("%s ready %s later", p.name, took.Round(time.Millisecond))
	}
	if len(s.orders.messages("not there yet, trying again")) == 0 {
		t.Fatal("orders did not say that it waits")
	}
	for _, p := range s.all() {
		testkit.Must(t, p.stop(t))
		began := time.Now()
		p.start(s.t)
		eventually(t, p.name+" is ready again", 20*time.Second, func() bool { return p.code("/readyz") == http.StatusOK })
		t.Logf("%s from start to ready, neighbours there: %s", p.name, time.Since(began).Round(time.Millisecond))
	}
}

func (s *shop) authenticates(t *testing.T) {
	expired := s.issuer.Claims(audience)
	expired["exp"] = time.Now().Add(-time.Minute).Unix()
	for _, c := range []struct {
		name, token, body string
		code              int
	}{
		{"without", "", tea, http.StatusUnauthorized},
		{"expired", s.issuer.Sign(t, expired), tea, http.StatusUnauthorized},
		{"valid", s.token(t), tea, http.StatusAccepted},
		{"unknown user", s.token(t), `{"userId":"99","item":"tea","quantity":1}`, http.StatusUnprocessableEntity},
		{"no quantity", s.token(t), `{"userId":"1","item":"tea"}`, http.StatusBadRequest},
	} {
		if code, got, err := s.post("/orders", c.token, c.body); code != c.code || err != nil {
			t.Errorf("%s: %d, not %d: %s %v", c.name, code, c.code, got.Error, err)
		}
	}
	if code, _, err := s.post("/orders/order-id-0/events", s.token(t), `{"type":"paid"}`); code != http.StatusNotFound {
		t.Errorf("an event of no order: %d %v", code, err)
	}
	if n := s.users.metric(t, "grpc_server_handled_total", `grpc_method="GetUser"`); n < 2 {
		t.Errorf("users counted %v calls", n)
	}
	if n := s.orders.metric(t, "http_requests_total", `route="/orders"`); n != 5 {
		t.Errorf("orders counted %v requests of /orders", n)
	}
}

func (s *shop) answersUsers(t *testing.T) {
	for path, want := range map[string]int{
		"/hello": 200, "/users/1": 200, "/users/1?name=ada": 200, "/users/1?name=Eve": 404, "/users/9": 404,
		"/actuator/health": 200, "/nothing": 404,
	} {
		if code := s.users.code(path); code != want {
			t.Errorf("GET %s answers %d, not %d", path, code, want)
		}
	}
}

func (s *shop) traces(t *testing.T) {
	const w3c, b3 = "4bf92f3577b34da6a3ce929d0e0e4736", "80f198ee56343ba864fe8b2a57d3eff7"
	s.order(t, "traceparent", "00-"+w3c+"-00f067aa0ba902b7-01")
	s.order(t, "X-B3-TraceId", b3, "X-B3-SpanId", "e457b5a2e4d86bd1", "X-B3-Sampled", "1")
	for _, id := range []string{w3c, b3} {
		for _, p := range s.all() {
			eventually(t, p.name+" logs trace "+id, 10*time.Second, func() bool {
				return len(p.find(func(l line) bool { return l["traceId"] == id && l.text("spanId") != "" })) > 0
			})
		}
		eventually(t, "spans of all five at the collector, trace "+id, 15*time.Second, func() bool {
			return len(s.collector.services(id)) == 5
		})
	}
	record := s.lastRecords(t, func(r *kgo.Record) bool { return strings.Contains(header(r, "traceparent"), w3c) })[0]
	if header(record, "x-b3-traceid") != w3c || header(record, "x-b3-spanid") == "" {
		t.Fatalf("headers %v", record.Headers)
	}
}

func header(record *kgo.Record, key string) string {
	for _, h := range record.Headers {
		if strings.EqualFold(h.Key, key) {
			return string(h.Value)
		}
	}
	return ""
}

// lastRecords reads the topic from its start until records match.
func (s *shop) lastRecords(t *testing.T, match func(*kgo.Record) bool) []*kgo.Record {
	t.Helper()
	client := s.client(t, "admin", kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for {
		fetches := client.PollFetches(ctx)
		testkit.Must(t, ctx.Err())
		if found := slices.DeleteFunc(fetches.Records(), func(r *kgo.Record) bool { return !match(r) }); len(found) > 0 {
			return found
		}
	}
}

func (s *shop) keepsOrder(t *testing.T) {
	const orders, steps = 20, 6
	token := s.token(t)
	ids := map[string]bool{}
	for range orders {
		o := s.order(t)
		ids[o.ID] = true
		for step := 2; step <= steps; step++ {
			code, got, err := s.post("/orders/"+o.ID+"/events", token, `{"type":"step"}`)
			if err != nil || code != http.StatusAccepted || got.Sequence != int64(step) {
				t.Fatalf("%d %+v %v", code, got, err)
			}
		}
	}
	for _, p := range s.consumers {
		mine := func(l line) bool { return l["msg"] == "event processed" && ids[l.text("key")] }
		eventually(t, p.name+" has them all", 20*time.Second, func() bool { return len(p.find(mine)) >= orders*steps })
		sequences := map[string][]float64{}
		for _, l := range p.find(mine) {
			sequences[l.text("key")] = append(sequences[l.text("key")], l["sequence"].(float64))
		}
		for id, got := range sequences {
			if !slices.Equal(got, []float64{1, 2, 3, 4, 5, 6}) {
				t.Fatalf("%s read %s as %v", p.name, id, got)
			}
		}
	}
}

func (s *shop) reloads(t *testing.T) {
	if s.order(t).GiftWrap {
		t.Fatal("giftWrap before the flag is on")
	}
	debug := func() int { return len(s.orders.messages("token accepted")) }
	if debug() != 0 {
		t.Fatal("debug lines at log.level info")
	}
	s.configureOrders(t, map[string]string{"log.level": "debug", "feature.flag": "true"})
	took := eventually(t, "giftWrap", 10*time.Second, func() bool { return s.order(t).GiftWrap })
	s.order(t)
	eventually(t, "debug lines at log.level debug", 5*time.Second, func() bool { return debug() > 0 })
	t.Logf("in force %s after the change", took.Round(time.Millisecond))
	s.configureOrders(t, map[string]string{"log.level": "loud", "feature.flag": "true"})
	eventually(t, "a refusal in the log", 10*time.Second, func() bool {
		return len(s.orders.messages("configuration change refused, the old value stays")) == 1
	})
	s.configureOrders(t, nil)
	changes := func() []line { return s.orders.messages("configuration changed") }
	eventually(t, "four changes in the log", 10*time.Second, func() bool { return len(changes()) == 4 })
	if first := changes()[0]; first["key"] != "log.level" || first["old"] != "info" || first["new"] != "debug" {
		t.Fatalf("%v", first)
	}
	testkit.WriteFolder(t, s.orders.env["SECRETS_PATH"], map[string]string{"DB_PASSWORD": password + "2"})
	eventually(t, "the new secret is read", 10*time.Second, func() bool { return len(s.orders.messages("secret changed")) == 1 })
}

func (s *shop) passesPoison(t *testing.T) {
	poison := &kgo.Record{Topic: topic, Key: []byte("poison"), Value: []byte("{not json")}
	testkit.Must(t, s.client(t, "admin").ProduceSync(context.Background(), poison).FirstErr())
	after := s.order(t)
	for _, p := range s.consumers {
		eventually(t, p.name+" goes on", 10*time.Second, func() bool {
			return len(p.find(func(l line) bool { return l["msg"] == "event processed" && l["key"] == after.ID })) == 1
		})
		eventually(t, p.name+" counts it", 10*time.Second, func() bool {
			return p.metric(t, "kafka_messages_consumed_total", `result="invalid"`) == 1
		})
		seen := p.messages("event passed over")
		if len(seen) != 1 || seen[0].text("offset") != fmt.Sprint(poison.Offset) {
			t.Fatalf("%s: %v", p.name, seen)
		}
	}
}

func (s *shop) catchesUp(t *testing.T) {
	away := s.consumers[2]
	testkit.Must(t, away.stop(t))
	missed := s.order(t)
	away.start(s.t)
	s.sees(t, away, missed.ID)
	away.kill() // not even an orderly end
	<-away.exited
	missed = s.order(t)
	away.start(s.t)
	s.sees(t, away, missed.ID)
}

func (s *shop) sees(t *testing.T, p *program, key string) {
	t.Helper()
	// After a kill the group waits for the dead member's session to end before it gives its partitions away.
	took := eventually(t, p.name+" sees "+key, 90*time.Second, func() bool {
		return len(p.find(func(l line) bool { return l["msg"] == "event processed" && l["key"] == key })) > 0
	})
	t.Logf("%s saw it %s after its start", p.name, took.Round(time.Millisecond))
}

func (s *shop) ends(t *testing.T) {
	for _, p := range s.all() {
		began := time.Now()
		testkit.Must(t, p.stop(t))
		t.Logf("%s ended in %s", p.name, time.Since(began).Round(time.Millisecond))
		for _, l := range p.find(func(line) bool { return true }) {
			if raw, err := json.Marshal(l); err != nil || strings.Contains(string(raw), password) {
				t.Fatalf("%s shows the secret: %s %v", p.name, raw, err)
			}
		}
	}
}
