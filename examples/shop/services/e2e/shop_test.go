// Package e2e runs the five programs as processes, told by variables and files as in a cluster, and uses them.
package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"shop.example/services/internal/testkit"
)

const (
	audience = "shop"
	password = "a-secret-nobody-may-see"
)

var consumerNames = []string{"inventory", "notification", "log"}

// shop is the five programs and what is around them.
type shop struct {
	t         *testing.T // of the whole day: what a part starts lives on
	broker    broker
	authority *testkit.Authority
	issuer    *testkit.Issuer
	collector *collector

	kafkaPort, controllerPort, issuerPort int

	orderConfig   string
	users, orders *program
	consumers     []*program
}

func TestShopWithAFakeBroker(t *testing.T) { run(t, fake{}) }

func TestShopWithARealBroker(t *testing.T) {
	libs := os.Getenv("KAFKA_LIBS")
	if libs == "" {
		t.Skip("KAFKA_LIBS names no folder with Kafka's jars: see README.md")
	}
	run(t, &real{libs: libs})
}

// run is a day of the shop: each part goes on from the one before.
func run(t *testing.T, b broker) {
	s := newShop(t, b)
	for _, part := range []struct {
		name string
		do   func(*shop, *testing.T)
	}{
		{"programs wait for their neighbours", (*shop).startsInAnyOrder},
		{"401 without and with an expired token, 202 with a valid one", (*shop).authenticates},
		{"users answers", (*shop).answersUsers},
		{"one trace over three programs", (*shop).traces},
		{"events of an order stay in order", (*shop).keepsOrder},
		{"configuration changes without a restart", (*shop).reloads},
		{"a share of requests fails on purpose", (*shop).failsOnPurpose},
		{"a poison message is passed over", (*shop).passesPoison},
		{"a consumer that was away misses nothing", (*shop).catchesUp},
		{"10,000 orders", (*shop).takesLoad},
		{"a stop under load loses no accepted order", (*shop).stopsUnderLoad},
		{"a broker's restart loses nothing", (*shop).survivesBroker},
		{"a service without the edge reads nothing", (*shop).refusesStrangers},
		{"an orderly end", (*shop).ends},
		{"an end without a broker", (*shop).endsWithoutBroker},
	} {
		if !t.Run(part.name, func(t *testing.T) { part.do(s, t) }) {
			for _, p := range s.all() {
				p.dump(t)
			}
			return
		}
	}
}

func newShop(t *testing.T, b broker) *shop {
	t.Helper()
	s := &shop{
		t: t, broker: b, authority: testkit.NewAuthority(t),
		kafkaPort: freePort(t), controllerPort: freePort(t), issuerPort: freePort(t),
		orderConfig: t.TempDir(),
	}
	s.issuer = testkit.NewIssuer(t, fmt.Sprintf("http://127.0.0.1:%d", s.issuerPort))
	s.collector = newCollector(t)
	s.configureOrders(t, nil)
	binaries := build(t)
	s.users = s.program(t, binaries, "users", true)
	s.orders = s.program(t, binaries, "orders", true)
	grpc := freePort(t)
	s.users.env["GRPC_PORT"] = fmt.Sprint(grpc)
	s.users.env["TLS_PATH"] = s.certFolder(t, "localhost", "ca.crt", "tls.crt", "tls.key")
	s.orders.env["USERS_ADDR"] = fmt.Sprintf("localhost:%d", grpc)
	s.orders.env["USERS_CA_PATH"] = filepath.Join(s.users.env["TLS_PATH"], "ca.crt")
	s.orders.env["CONFIG_PATH"] = s.orderConfig
	s.useKafka(t, s.orders)
	for _, name := range consumerNames {
		p := s.program(t, binaries, name, false)
		s.useKafka(t, p)
		p.env["KAFKA_GROUP"] = "dev." + name
		s.consumers = append(s.consumers, p)
	}
	return s
}

func (s *shop) program(t *testing.T, binaries, name string, http bool) *program {
	t.Helper()
	metrics := freePort(t)
	p := &program{
		name: name, binary: filepath.Join(binaries, name), probes: fmt.Sprintf("http://127.0.0.1:%d", metrics),
		env: map[string]string{
			"METRICS_PORT": fmt.Sprint(metrics), "log.level": "info", "LOG_FORMAT": "json",
			"OTEL_SERVICE_NAME": name, "OTEL_PROPAGATORS": "tracecontext,baggage,b3multi",
			"OTEL_EXPORTER_OTLP_ENDPOINT": s.collector.url, "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
			"OTEL_RESOURCE_ATTRIBUTES": "service.version=test",
		},
	}
	p.env["metrics URL"] = p.probes + "/metrics"
	if http {
		port := freePort(t)
		p.api = fmt.Sprintf("http://127.0.0.1:%d", port)
		p.probes = p.api
		p.env["HTTP_PORT"] = fmt.Sprint(port)
		p.env["auth.issuer"], p.env["auth.audience"] = s.issuer.URL, audience
		p.env["SECRETS_PATH"] = t.TempDir()
		testkit.WriteFolder(t, p.env["SECRETS_PATH"], map[string]string{"DB_PASSWORD": password})
	}
	return p
}

func (s *shop) useKafka(t *testing.T, p *program) {
	t.Helper()
	p.env["KAFKA_BROKERS"] = s.brokers()
	p.env["KAFKA_TOPIC_ORDER_EVENTS"] = topic
	p.env["KAFKA_CERTS_PATH"] = s.certFolder(t, "dev-"+p.name, "ca.crt", "user.crt", "user.key")
}

func (s *shop) certFolder(t *testing.T, name, ca, cert, key string) string {
	t.Helper()
	folder := t.TempDir()
	certPEM, keyPEM := s.authority.Issue(t, name)
	testkit.WriteFolder(t, folder, map[string]string{ca: string(s.authority.PEM), cert: string(certPEM), key: string(keyPEM)})
	return folder
}

// configureOrders writes its configuration anew, with the given keys instead of the usual ones.
func (s *shop) configureOrders(t *testing.T, keys map[string]string) {
	t.Helper()
	files := map[string]string{
		"log.level": "info", "feature.flag": "false", "LOG_FORMAT": "json",
		"auth.issuer": s.issuer.URL, "auth.audience": audience,
	}
	maps.Copy(files, keys)
	testkit.WriteFolder(t, s.orderConfig, files)
}

func (s *shop) startIssuer(t *testing.T) {
	t.Helper()
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", s.issuerPort))
	testkit.Must(t, err)
	server := &http.Server{Handler: s.issuer}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { server.Close() })
}

func (s *shop) all() []*program { return append([]*program{s.users, s.orders}, s.consumers...) }

func (s *shop) token(t *testing.T) string {
	t.Helper()
	return s.issuer.Sign(t, s.issuer.Claims(audience))
}

type order struct {
	ID       string `json:"id"`
	Sequence int64  `json:"sequence"`
	GiftWrap bool   `json:"giftWrap"`
	Error    string `json:"error"`
}

var caller = &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}

// post sends JSON to orders; the header pairs come after the token.
func (s *shop) post(path, token, body string, headers ...string) (int, order, error) {
	request, err := http.NewRequest(http.MethodPost, s.orders.api+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return 0, order{}, err
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer, err := caller.Do(request)
	if err != nil {
		return 0, order{}, err
	}
	defer answer.Body.Close()
	var got order
	err = json.NewDecoder(answer.Body).Decode(&got)
	return answer.StatusCode, got, err
}

const tea = `{"userId":"1","item":"tea","quantity":2}`

func (s *shop) order(t *testing.T, headers ...string) order {
	t.Helper()
	code, got, err := s.post("/orders", s.token(t), tea, headers...)
	if err != nil || code != http.StatusAccepted {
		t.Fatalf("%d %+v %v", code, got, err)
	}
	return got
}
