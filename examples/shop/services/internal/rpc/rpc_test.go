package rpc_test

import (
	"bytes"
	"context"
	"net"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
	otelcodes "go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"shop.example/services/internal/auth"
	"shop.example/services/internal/certs"
	"shop.example/services/internal/config"
	"shop.example/services/internal/rpc"
	"shop.example/services/internal/testkit"
	"shop.example/services/proto"
)

const audience = "shop"

// echo answers with the token that came in, after as many failures as it is told to make.
type echo struct {
	proto.UnimplementedUserServiceServer
	failures atomic.Int32
	calls    atomic.Int32
}

func (e *echo) GetUser(ctx context.Context, request *proto.UserRequest) (*proto.UserResponse, error) {
	e.calls.Add(1)
	if request.GetUserId() == "panic" {
		panic("on purpose")
	}
	if e.failures.Add(-1) >= 0 {
		return nil, status.Error(codes.Unavailable, "on purpose")
	}
	return &proto.UserResponse{Name: auth.Token(ctx)}, nil
}

type world struct {
	issuer    *testkit.Issuer
	authority *testkit.Authority
	folder    string
	listener  net.Listener
	server    *grpc.Server
	echo      *echo
}

func TestCallsNeedAToken(t *testing.T) {
	w := start(t)
	client := proto.NewUserServiceClient(w.dial(t))
	expired := w.issuer.Claims(audience)
	expired["exp"] = 1
	valid := w.issuer.Sign(t, w.issuer.Claims(audience))
	for name, c := range map[string]struct {
		token string
		code  codes.Code
	}{
		"without": {"", codes.Unauthenticated},
		"expired": {w.issuer.Sign(t, expired), codes.Unauthenticated},
		"valid":   {valid, codes.OK},
	} {
		t.Run(name, func(t *testing.T) {
			answer, err := client.GetUser(auth.WithToken(context.Background(), c.token), &proto.UserRequest{})
			if status.Code(err) != c.code {
				t.Fatalf("%v", err)
			}
			if c.code == codes.OK && answer.GetName() != valid {
				t.Fatal("the caller's token did not arrive")
			}
		})
	}
}

func TestHealthNeedsNoToken(t *testing.T) {
	w := start(t)
	testkit.Must(t, rpc.Await(context.Background(), "echo", w.dial(t)))
}

func TestAPanicIsAnError(t *testing.T) {
	w := start(t)
	ctx := auth.WithToken(context.Background(), w.issuer.Sign(t, w.issuer.Claims(audience)))
	_, err := proto.NewUserServiceClient(w.dial(t)).GetUser(ctx, &proto.UserRequest{UserId: "panic"})
	if status.Code(err) != codes.Internal || strings.Contains(err.Error(), "on purpose") {
		t.Fatalf("%v", err)
	}
}

func TestAStrangeServerIsRefused(t *testing.T) {
	w := start(t)
	stranger := filepath.Join(t.TempDir(), "ca")
	testkit.WriteFolder(t, filepath.Dir(stranger), map[string]string{"ca": string(testkit.NewAuthority(t).PEM)})
	conn, err := rpc.Dial(w.listener.Addr().String(), stranger)
	testkit.Must(t, err)
	defer conn.Close()
	_, err = healthpb.NewHealthClient(conn).Check(context.Background(), &healthpb.HealthCheckRequest{})
	if err == nil || !strings.Contains(err.Error(), "unknown authority") {
		t.Fatalf("%v", err)
	}
}

func TestRenewedCertificatesAreUsed(t *testing.T) {
	w := start(t)
	w.authority = testkit.NewAuthority(t) // both sides get files of a new authority
	w.writeCerts(t)
	testkit.Must(t, rpc.Await(context.Background(), "echo", w.dial(t)))
}

func TestABrokenPairLeavesTheLastGoodOne(t *testing.T) {
	folder := t.TempDir()
	cert, key := testkit.NewAuthority(t).Issue(t, "users")
	testkit.WriteFolder(t, folder, map[string]string{"tls.crt": string(cert), "tls.key": string(key)})
	pair, err := certs.OpenPair(filepath.Join(folder, "tls.crt"), filepath.Join(folder, "tls.key"))
	testkit.Must(t, err)
	before := pair.Get()
	testkit.WriteFolder(t, folder, map[string]string{"tls.crt": "half", "tls.key": string(key)})
	if after := pair.Get(); !bytes.Equal(before.Certificate[0], after.Certificate[0]) {
		t.Fatal("another certificate serves")
	}
}

func TestUnavailableIsTriedAgain(t *testing.T) {
	w := start(t)
	w.echo.failures.Store(2)
	ctx := auth.WithToken(context.Background(), w.issuer.Sign(t, w.issuer.Claims(audience)))
	_, err := proto.NewUserServiceClient(w.dial(t)).GetUser(ctx, &proto.UserRequest{})
	if calls := w.echo.calls.Load(); err != nil || calls != 3 {
		t.Fatalf("%d calls, %v", calls, err)
	}
}

func TestASpanNamesWhoIsCalledAnsweredOrNot(t *testing.T) {
	recorder := tracetest.NewSpanRecorder()
	before := otel.GetTracerProvider()
	otel.SetTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(recorder)))
	t.Cleanup(func() { otel.SetTracerProvider(before) })
	w := start(t)
	_, port, err := net.SplitHostPort(w.listener.Addr().String())
	testkit.Must(t, err)
	conn, err := rpc.Dial("localhost:"+port, filepath.Join(w.folder, "ca.crt"))
	testkit.Must(t, err)
	t.Cleanup(func() { conn.Close() })
	testkit.Must(t, rpc.Await(context.Background(), "echo", conn))
	w.server.Stop()
	if _, err := healthpb.NewHealthClient(conn).Check(context.Background(), &healthpb.HealthCheckRequest{}); err == nil {
		t.Fatal("nobody is there, and it answered")
	}
	failed := 0
	for _, span := range recorder.Ended() {
		if span.SpanKind() != trace.SpanKindClient {
			continue
		}
		if span.Status().Code == otelcodes.Error {
			failed++
		}
		if attributes := span.Attributes(); !slices.Contains(attributes, semconv.ServerAddress("localhost")) {
			t.Errorf("%s, %s: %v", span.Name(), span.Status().Code, attributes)
		}
	}
	if failed == 0 {
		t.Fatal("no span tells of the call that failed")
	}
}

func start(t *testing.T) *world {
	t.Helper()
	web := httptest.NewUnstartedServer(nil)
	w := &world{authority: testkit.NewAuthority(t), folder: t.TempDir(), echo: &echo{}}
	w.issuer = testkit.NewIssuer(t, "http://"+web.Listener.Addr().String())
	web.Config.Handler = w.issuer
	web.Start()
	t.Cleanup(web.Close)
	w.writeCerts(t)
	t.Setenv("auth.issuer", w.issuer.URL)
	t.Setenv("auth.audience", audience)
	store, err := config.Open("", config.Issuer, config.Audience)
	testkit.Must(t, err)
	verifier := auth.NewVerifier(store)
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	go verifier.Run(ctx)
	for deadline := time.Now().Add(5 * time.Second); !verifier.Ready() && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	pair, err := certs.OpenPair(filepath.Join(w.folder, "tls.crt"), filepath.Join(w.folder, "tls.key"))
	testkit.Must(t, err)
	w.server = rpc.NewServer(pair, verifier)
	proto.RegisterUserServiceServer(w.server, w.echo)
	healthpb.RegisterHealthServer(w.server, rpc.Health{Waiting: func() []string { return nil }})
	w.listener, err = net.Listen("tcp", "127.0.0.1:0")
	testkit.Must(t, err)
	go w.server.Serve(w.listener)
	t.Cleanup(w.server.Stop)
	return w
}

func (w *world) writeCerts(t *testing.T) {
	t.Helper()
	cert, key := w.authority.Issue(t, "users")
	testkit.WriteFolder(t, w.folder, map[string]string{
		"ca.crt": string(w.authority.PEM), "tls.crt": string(cert), "tls.key": string(key),
	})
}

func (w *world) dial(t *testing.T) *grpc.ClientConn {
	t.Helper()
	conn, err := rpc.Dial(w.listener.Addr().String(), filepath.Join(w.folder, "ca.crt"))
	testkit.Must(t, err)
	t.Cleanup(func() { conn.Close() })
	return conn
}
