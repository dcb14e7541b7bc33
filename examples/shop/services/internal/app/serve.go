package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"shop.example/services/internal/config"
)

// ServeHTTP serves until the end, then finishes the requests in flight.
func (a *App) ServeHTTP(name string, port config.Port, handler http.Handler) {
	server := &http.Server{
		Addr: port.Address(), Handler: a.lastAnswers(handler),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, IdleTimeout: 2 * time.Minute,
	}
	a.Go(name, func(context.Context) error {
		slog.Info("listening", "server", name, "address", server.Addr)
		if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	a.OnStop(server.Shutdown)
}

// lastAnswers tells each client that keeps its connection to open another one, once the program is about to end: a
// connection that is closed while it waits takes the request with it that is just being sent.
func (a *App) lastAnswers(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.work.Err() != nil {
			w.Header().Set("Connection", "close")
		}
		handler.ServeHTTP(w, r)
	})
}

// Server is a server that ends by itself once it is told to, as those of gRPC do.
type Server interface {
	Serve(net.Listener) error
	GracefulStop()
	Stop()
}

// ServeGRPC serves until the end, then finishes the calls in flight.
func (a *App) ServeGRPC(port config.Port, server Server) {
	a.Go("grpc", func(context.Context) error {
		listener, err := net.Listen("tcp", port.Address())
		if err != nil {
			return err
		}
		slog.Info("listening", "server", "grpc", "address", port.Address())
		return server.Serve(listener)
	})
	a.OnStop(func(ctx context.Context) error {
		defer context.AfterFunc(ctx, server.Stop)()
		server.GracefulStop()
		return ctx.Err()
	})
}

// serveMetrics answers the probes too: a worker has no other port.
func (a *App) serveMetrics(port config.Port) {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.Handler())
	for path, handler := range a.Ready.Handlers() {
		mux.HandleFunc("GET "+path, handler)
	}
	a.ServeHTTP("metrics", port, mux)
}
