// Package rpc is the gRPC side of a service: TLS, traces, logs, metrics and authentication.
package rpc

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	metrics "github.com/grpc-ecosystem/go-grpc-middleware/providers/prometheus"
	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors"
	middleware "github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/auth"
	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/logging"
	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/recovery"
	"github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/selector"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc/filters"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/status"

	"shop.example/services/internal/auth"
	"shop.example/services/internal/certs"
	"shop.example/services/internal/telemetry"
)

// A client behind a ClusterIP keeps the pod that it was given: new pods get work as old connections end.
const (
	connectionAge      = time.Minute
	connectionAgeGrace = 10 * time.Second
)

// callerPing is how often a caller may ask whether the connection is alive; it must not be longer than the caller's own.
const callerPing = 10 * time.Second

var serverMetrics = func() *metrics.ServerMetrics {
	m := metrics.NewServerMetrics(metrics.WithServerHandlingTimeHistogram(metrics.WithHistogramBuckets(telemetry.Buckets)))
	prometheus.MustRegister(m)
	return m
}()

// NewServer makes a server that shows the certificate and lets in only who the verifier accepts, but for health checks.
func NewServer(pair *certs.Pair, verifier *auth.Verifier) *grpc.Server {
	guarded := selector.MatchFunc(func(_ context.Context, call interceptors.CallMeta) bool { return !isHealth(call) })
	return grpc.NewServer(
		grpc.Creds(credentials.NewTLS(certs.Server(pair))),
		grpc.KeepaliveParams(keepalive.ServerParameters{
			MaxConnectionAge: connectionAge, MaxConnectionAgeGrace: connectionAgeGrace,
		}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: callerPing, PermitWithoutStream: true}),
		grpc.StatsHandler(otelgrpc.NewServerHandler(otelgrpc.WithFilter(filters.Not(filters.HealthCheck())))),
		grpc.ChainUnaryInterceptor(
			serverMetrics.UnaryServerInterceptor(),
			selector.UnaryServerInterceptor(logging.UnaryServerInterceptor(logging.LoggerFunc(log),
				logging.WithLogOnEvents(logging.FinishCall)), guarded),
			recovery.UnaryServerInterceptor(recovery.WithRecoveryHandlerContext(recovered)),
			selector.UnaryServerInterceptor(middleware.UnaryServerInterceptor(verifier.GRPC), guarded),
		),
	)
}

// Health answers gRPC health checks with the readiness of the service.
type Health struct {
	healthpb.UnimplementedHealthServer
	Waiting func() []string
}

// Check answers for the server as a whole.
func (h Health) Check(context.Context, *healthpb.HealthCheckRequest) (*healthpb.HealthCheckResponse, error) {
	answer := &healthpb.HealthCheckResponse{Status: healthpb.HealthCheckResponse_SERVING}
	if len(h.Waiting()) > 0 {
		answer.Status = healthpb.HealthCheckResponse_NOT_SERVING
	}
	return answer, nil
}

func isHealth(call interceptors.CallMeta) bool {
	return call.Service == healthpb.Health_ServiceDesc.ServiceName
}

func log(ctx context.Context, level logging.Level, message string, fields ...any) {
	slog.Log(ctx, slog.Level(level), message, fields...)
}

func recovered(ctx context.Context, cause any) error {
	slog.ErrorContext(ctx, "panic", "cause", fmt.Sprint(cause))
	return status.Error(codes.Internal, "internal error")
}
