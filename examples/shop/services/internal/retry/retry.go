// Package retry waits for neighbours: the order in which services start must not matter.
package retry

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"
)

const longest = 10 * time.Second

// Until tries until it works or the context ends, slower each time, and logs why it has to wait.
func Until[T any](ctx context.Context, what string, try func(context.Context) (T, error)) (T, error) {
	pauses := backoff.NewExponentialBackOff()
	pauses.MaxInterval = longest
	return backoff.Retry(ctx, func() (T, error) {
		attempt, cancel := context.WithTimeout(ctx, longest)
		defer cancel()
		return try(attempt)
	}, backoff.WithBackOff(pauses), backoff.WithMaxElapsedTime(0), backoff.WithNotify(func(err error, pause time.Duration) {
		slog.WarnContext(ctx, "not there yet, trying again", "what", what, "error", err, "in", pause.Round(time.Millisecond).String())
	}))
}

// Once is a condition of the readiness that stays met.
type Once struct{ met atomic.Bool }

// Meet meets the condition.
func (o *Once) Meet() { o.met.Store(true) }

// Met tells whether it is met.
func (o *Once) Met() bool { return o.met.Load() }
