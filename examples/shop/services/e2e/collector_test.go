package e2e

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	trace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"
)

// collector takes spans by OTLP over HTTP and remembers which services had a part in which trace.
type collector struct {
	url string

	mu     sync.Mutex
	traces map[string]map[string]bool
}

func newCollector(t *testing.T) *collector {
	t.Helper()
	c := &collector{traces: map[string]map[string]bool{}}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	c.url = server.URL
	return c
}

func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var request trace.ExportTraceServiceRequest
	if err != nil || r.URL.Path != "/v1/traces" || proto.Unmarshal(body, &request) != nil {
		http.Error(w, "not spans", http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, resource := range request.ResourceSpans {
		service := ""
		for _, attribute := range resource.Resource.Attributes {
			if attribute.Key == "service.name" {
				service = attribute.Value.GetStringValue()
			}
		}
		for _, scope := range resource.ScopeSpans {
			for _, span := range scope.Spans {
				c.add(hex.EncodeToString(span.TraceId), service)
			}
		}
	}
}

func (c *collector) add(id, service string) {
	if c.traces[id] == nil {
		c.traces[id] = map[string]bool{}
	}
	c.traces[id][service] = true
}

func (c *collector) services(id string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var names []string
	for name := range c.traces[id] {
		names = append(names, name)
	}
	return names
}
