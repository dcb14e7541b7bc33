package e2e

import (
	"encoding/json"
	"maps"
	"os"
	"strconv"
	"testing"
	"time"

	"shop.example/services/internal/testkit"
)

// TestDashboard gives a dashboard something to show: users and two of orders are used for eleven minutes, in some of which
// requests fail on purpose, and then each of orders is started anew. The file gets the ports of their metrics, and a
// collector their spans, in a namespace.
func TestDashboard(t *testing.T) {
	file := os.Getenv("DASHBOARD_TARGETS")
	if file == "" {
		t.Skip("DASHBOARD_TARGETS names no file: scripts/dashboard-answers.ts does")
	}
	s := newShop(t, fake{})
	s.startIssuer(t)
	s.broker.start(t, s)
	orders := []*program{s.orders, s.another(t, s.orders)}
	ports := map[string]string{"users-1": s.users.env["METRICS_PORT"]}
	for i, p := range orders {
		ports["orders-"+strconv.Itoa(i+1)] = p.env["METRICS_PORT"]
	}
	for _, p := range append(orders, s.users) {
		p.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = os.Getenv("DASHBOARD_COLLECTOR")
		p.env["OTEL_RESOURCE_ATTRIBUTES"] = "k8s.namespace.name=" + os.Getenv("DASHBOARD_NAMESPACE")
		p.start(t)
	}
	for _, p := range append(orders, s.users) {
		ready(t, p)
	}
	stop := make(chan struct{})
	defer close(stop)
	go s.use(orders, s.token(t), stop)
	content, err := json.Marshal(ports)
	testkit.Must(t, err)
	testkit.Must(t, os.WriteFile(file, content, 0o600))

	time.Sleep(5 * time.Minute)
	s.configureOrders(t, map[string]string{"fail.rate": "0.04"})
	time.Sleep(150 * time.Second)
	s.configureOrders(t, nil)
	time.Sleep(30 * time.Second)
	for _, p := range orders {
		testkit.Must(t, p.stop(t))
		p.start(t)
		ready(t, p)
	}
	time.Sleep(3 * time.Minute)
}

// another is the same program with ports of its own.
func (s *shop) another(t *testing.T, p *program) *program {
	t.Helper()
	port, metrics := strconv.Itoa(freePort(t)), strconv.Itoa(freePort(t))
	url := "http://127.0.0.1:" + port
	env := maps.Clone(p.env)
	env["HTTP_PORT"], env["METRICS_PORT"] = port, metrics
	return &program{name: p.name, binary: p.binary, env: env, probes: url, api: url}
}

func ready(t *testing.T, p *program) {
	t.Helper()
	eventually(t, p.name+" is ready", time.Minute, func() bool { return p.code("/readyz") == 200 })
}

// use asks ten times a second, each program in turn; half of what it asks are orders.
func (s *shop) use(orders []*program, token string, stop <-chan struct{}) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		one := *s
		one.orders = orders[n%len(orders)]
		if n%4 < 2 {
			_, _, _ = one.post("/orders", token, tea) // what fails is counted by the program
		} else {
			one.orders.code("/hello")
		}
	}
}
