// Package telemetry makes logs, traces and metrics: what all services tell about themselves.
package telemetry

import (
	"context"
	"io"
	"log/slog"

	"go.opentelemetry.io/otel/trace"

	"shop.example/services/internal/config"
)

// Log makes the default logger follow `log.level` and `LOG_FORMAT`, now and when they change.
func Log(out io.Writer, store *config.Store) {
	level := &slog.LevelVar{}
	options := &slog.HandlerOptions{Level: level}
	formats := map[string]slog.Handler{
		"json": slog.NewJSONHandler(out, options),
		"text": slog.NewTextHandler(out, options),
	}
	store.OnChange(func() {
		if parsed, err := config.ParseLevel(store.Get(config.LogLevel)); err == nil {
			level.Set(parsed)
		}
		slog.SetDefault(slog.New(traced{formats[store.Get(config.LogFormat)]}))
	})
}

// traced adds the ids of the trace that a line belongs to.
type traced struct{ slog.Handler }

func (h traced) Handle(ctx context.Context, record slog.Record) error {
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		record.AddAttrs(slog.String("traceId", span.TraceID().String()), slog.String("spanId", span.SpanID().String()))
	}
	return h.Handler.Handle(ctx, record)
}

func (h traced) WithAttrs(attrs []slog.Attr) slog.Handler { return traced{h.Handler.WithAttrs(attrs)} }

func (h traced) WithGroup(name string) slog.Handler { return traced{h.Handler.WithGroup(name)} }
