package rpc

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/stats"

	"shop.example/services/internal/auth"
	"shop.example/services/internal/certs"
	"shop.example/services/internal/retry"
)

// Every call ends after the timeout, its retries included. UNAVAILABLE alone is tried again: it says that the call was
// not taken, as while a pod of the callee goes away.
const serviceConfig = `{
  "loadBalancingConfig": [{ "round_robin": {} }],
  "methodConfig": [{
    "name": [{}],
    "timeout": "2s",
    "retryPolicy": {
      "maxAttempts": 4,
      "initialBackoff": "0.05s",
      "maxBackoff": "0.5s",
      "backoffMultiplier": 2,
      "retryableStatusCodes": ["UNAVAILABLE"]
    }
  }]
}`

// Dial makes the one connection to a service, which all calls share. It fails only for a wrong address or authority file:
// whether the service is there is seen by Await.
func Dial(address, caFile string) (*grpc.ClientConn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("address %q: %w: give host:port", address, err)
	}
	if _, err := certs.Authorities(caFile); err != nil {
		return nil, err
	}
	return grpc.NewClient("dns:///"+address,
		grpc.WithTransportCredentials(freshTLS{caFile: caFile, TransportCredentials: credentials.NewTLS(&tls.Config{})}),
		grpc.WithPerRPCCredentials(auth.Pass{}),
		grpc.WithDefaultServiceConfig(serviceConfig),
		grpc.WithStatsHandler(named{Handler: otelgrpc.NewClientHandler(), host: host}),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{
			Time: 2 * callerPing, Timeout: 5 * time.Second, PermitWithoutStream: true,
		}),
	)
}

// Await waits until the service at the other end says that it is ready.
func Await(ctx context.Context, name string, conn *grpc.ClientConn) error {
	client := healthpb.NewHealthClient(conn)
	_, err := retry.Until(ctx, name, func(ctx context.Context) (struct{}, error) {
		answer, err := client.Check(ctx, &healthpb.HealthCheckRequest{})
		if err == nil && answer.GetStatus() != healthpb.HealthCheckResponse_SERVING {
			err = fmt.Errorf("it says %s", answer.GetStatus())
		}
		return struct{}{}, err
	})
	return err
}

// named tells the span of each call whom it goes to, by the name that was dialled. otelgrpc tells the address of the pod that
// took it, and nothing where none did: such a call would be missing where calls of the service are counted.
type named struct {
	stats.Handler
	host string
}

func (n named) HandleRPC(ctx context.Context, what stats.RPCStats) {
	if _, ok := what.(*stats.End); ok {
		trace.SpanFromContext(ctx).SetAttributes(semconv.ServerAddress(n.host))
	}
	n.Handler.HandleRPC(ctx, what)
}

// freshTLS reads the authority's file for each new connection: authorities are renewed too.
type freshTLS struct {
	credentials.TransportCredentials
	caFile string
}

func (f freshTLS) ClientHandshake(ctx context.Context, authority string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	roots, err := certs.Authorities(f.caFile)
	if err != nil {
		return nil, nil, err
	}
	config := &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS13}
	return credentials.NewTLS(config).ClientHandshake(ctx, authority, raw)
}

func (f freshTLS) Clone() credentials.TransportCredentials {
	return freshTLS{TransportCredentials: f.TransportCredentials.Clone(), caFile: f.caFile}
}
