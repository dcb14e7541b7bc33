package e2e

import (
	"context"
	"encoding/hex"
	"net"
	"sync"
	"testing"

	trace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/grpc"

	"shop.example/services/internal/testkit"
)

// collector takes spans by OTLP over gRPC and remembers which services had a part in which trace.
type collector struct {
	trace.UnimplementedTraceServiceServer
	url string

	mu     sync.Mutex
	traces map[string]map[string]bool
}

func newCollector(t *testing.T) *collector {
	t.Helper()
	c := &collector{traces: map[string]map[string]bool{}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	testkit.Must(t, err)
	server := grpc.NewServer()
	trace.RegisterTraceServiceServer(server, c)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	c.url = "http://" + listener.Addr().String()
	return c
}

func (c *collector) Export(_ context.Context, request *trace.ExportTraceServiceRequest) (*trace.ExportTraceServiceResponse, error) {
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
	return &trace.ExportTraceServiceResponse{}, nil
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
