package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"shop.example/services/internal/testkit"
)

const (
	callers = 32
	load    = 10_000
)

// takeOrders places orders from many callers at once and gives the ids of those that were accepted.
func (s *shop) takeOrders(t *testing.T, wanted int, until func(accepted, refused int) bool) (ids map[string]bool, refused int) {
	t.Helper()
	token := s.token(t)
	ids = map[string]bool{}
	var mu sync.Mutex
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			for {
				mu.Lock()
				done := until(len(ids), refused)
				mu.Unlock()
				if done {
					return
				}
				code, got, err := s.post("/orders", token, tea)
				mu.Lock()
				if err == nil && code == http.StatusAccepted {
					ids[got.ID] = true
				} else {
					refused++
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	if len(ids) < wanted {
		t.Fatalf("%d accepted, %d refused", len(ids), refused)
	}
	return ids, refused
}

func (s *shop) takesLoad(t *testing.T) {
	for _, p := range s.all() {
		t.Logf("%s at rest: %.0f MiB resident", p.name, p.memory(t))
	}
	began := time.Now()
	ids, refused := s.takeOrders(t, load, func(accepted, _ int) bool { return accepted >= load })
	t.Logf("%d orders accepted, %d refused, in %.1f s", len(ids), refused, time.Since(began).Seconds())
	if refused > 0 {
		t.Errorf("%d orders refused without a reason to", refused)
	}
	s.allSeen(t, ids)
	t.Logf("all events processed by three groups %.1f s after the first order", time.Since(began).Seconds())
	for _, p := range s.all() {
		t.Logf("%s after the load: %.0f MiB resident", p.name, p.memory(t))
	}
}

// allSeen waits until each consumer has processed an event of each order.
func (s *shop) allSeen(t *testing.T, ids map[string]bool) {
	t.Helper()
	for _, p := range s.consumers {
		eventually(t, fmt.Sprintf("%s has %d orders", p.name, len(ids)), 60*time.Second, func() bool {
			seen := map[string]bool{}
			for _, l := range p.messages("event processed") {
				if ids[l.text("key")] {
					seen[l.text("key")] = true
				}
			}
			time.Sleep(200 * time.Millisecond)
			return len(seen) == len(ids)
		})
	}
}

func (s *shop) survivesBroker(t *testing.T) {
	broker, restartable := s.broker.(*real)
	if !restartable {
		t.Skip("the fake broker keeps nothing over a restart")
	}
	restart := time.AfterFunc(time.Second, broker.stop)
	defer restart.Stop()
	var ids map[string]bool
	var refused int
	done := make(chan struct{})
	began := time.Now()
	go func() {
		defer close(done)
		ids, refused = s.takeOrders(t, 1, func(int, int) bool { return time.Since(began) > 25*time.Second })
	}()
	time.Sleep(5 * time.Second)
	broker.start(s.t, s)
	<-done
	t.Logf("over the restart: %d orders accepted, %d refused", len(ids), refused)
	s.allSeen(t, ids)
	for _, p := range s.consumers {
		select {
		case err := <-p.exited:
			testkit.Must(t, fmt.Errorf("%s ended: %w", p.name, err))
		default:
		}
	}
}

func (s *shop) stopsUnderLoad(t *testing.T) {
	stopped := make(chan error, 1)
	began := time.Now()
	time.AfterFunc(time.Second, func() { stopped <- s.orders.stop(t) })
	ids, _ := s.takeOrders(t, 1, func(int, int) bool { return time.Since(began) > 2*time.Second })
	testkit.Must(t, <-stopped)
	t.Logf("%d orders accepted until the stop", len(ids))
	s.orders.start(s.t)
	eventually(t, "orders is ready again", 20*time.Second, func() bool { return s.orders.code("/readyz") == http.StatusOK })
	s.allSeen(t, ids)
}

// refusesStrangers starts a consumer with the certificate of a service that has no ACL for the topic.
func (s *shop) refusesStrangers(t *testing.T) {
	if _, fake := s.broker.(fake); fake {
		t.Skip("the fake broker knows no ACLs by certificate")
	}
	member := s.consumers[2]
	stranger := &program{name: "stranger", binary: member.binary, probes: member.probes, env: maps.Clone(member.env)}
	stranger.env["KAFKA_CERTS_PATH"] = s.certFolder(s.t, "dev-users", "ca.crt", "user.crt", "user.key")
	testkit.Must(t, member.stop(t)) // its port is free now
	stranger.start(s.t)
	refused := func(l line) bool { return strings.Contains(fmt.Sprint(l), "AUTHORIZATION_FAILED") }
	eventually(t, "a refusal in the log", 20*time.Second, func() bool { return len(stranger.find(refused)) > 0 })
	if code := stranger.code("/readyz"); code != http.StatusServiceUnavailable || len(stranger.messages("event processed")) > 0 {
		t.Fatalf("a stranger reads, /readyz answers %d", code)
	}
	testkit.Must(t, stranger.stop(t))
	member.start(s.t)
}

// endsWithoutBroker ends programs that would like to leave their group and cannot.
func (s *shop) endsWithoutBroker(t *testing.T) {
	broker, stoppable := s.broker.(*real)
	if !stoppable {
		t.Skip("the fake broker ends with the test")
	}
	for _, p := range s.all() {
		p.start(s.t)
		eventually(t, p.name+" is ready", 20*time.Second, func() bool { return p.code("/readyz") == http.StatusOK })
	}
	broker.stop()
	for _, p := range []*program{s.orders, s.consumers[0]} {
		began := time.Now()
		testkit.Must(t, p.stop(t))
		t.Logf("%s ended in %s", p.name, time.Since(began).Round(time.Millisecond))
	}
}

// failsOnPurpose makes a bad release by configuration alone, and takes it back.
func (s *shop) failsOnPurpose(t *testing.T) {
	hello := func(want int) func() bool {
		return func() bool { return s.orders.code("/hello") == want }
	}
	s.configureOrders(t, map[string]string{"fail.rate": "1"})
	eventually(t, "every request fails", 10*time.Second, hello(http.StatusInternalServerError))
	if code := s.orders.code("/readyz"); code != http.StatusOK {
		t.Fatalf("the probe fails too: %d", code)
	}
	s.configureOrders(t, nil)
	eventually(t, "no request fails", 10*time.Second, hello(http.StatusOK))
}
