// Package app is what the five programs have in common: settings, telemetry, probes, and an orderly end.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"shop.example/services/internal/config"
	"shop.example/services/internal/health"
	"shop.example/services/internal/telemetry"
)

// A pod has 30 s from SIGTERM to SIGKILL; what is in flight has this long, the rest is for flushing spans.
const drain = 25 * time.Second

// farewell is how long clients get answers that end their connections, before those that wait are closed.
const farewell = 2 * time.Second

type settings struct {
	MetricsPort config.Port `env:"METRICS_PORT,notEmpty"`
	ConfigPath  string      `env:"CONFIG_PATH" envDefault:""`
}

// App is a running program.
type App struct {
	Config *config.Store
	Ready  health.Readiness

	work  context.Context
	fail  context.CancelCauseFunc
	stops []func(context.Context) error
}

// Main runs a program until SIGTERM: exit code 0 after an orderly end, 1 after an error. The given settings are filled
// from the environment before the start function is called; the keys are those of the configuration that it needs.
func Main[S any](keys []config.Key, start func(*App, *S) error) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := Run(ctx, keys, start); err != nil {
		slog.Error("the program ends", "error", err)
		os.Exit(1)
	}
}

// Run runs a program until the context ends.
func Run[S any](ctx context.Context, keys []config.Key, start func(*App, *S) error) error {
	var own settings
	var theirs S
	envErr := config.FromEnvironment(&own, &theirs)
	store, configErr := config.Open(own.ConfigPath, append([]config.Key{config.LogLevel, config.LogFormat}, keys...)...)
	if err := errors.Join(envErr, configErr); err != nil {
		return err
	}
	telemetry.Log(os.Stdout, store)
	began := time.Now()

	a := &App{Config: store}
	a.work, a.fail = context.WithCancelCause(ctx)
	a.Go("configuration", store.Watch)
	flush, err := telemetry.Trace(ctx)
	if err != nil {
		return err
	}
	a.OnStop(flush)
	a.serveMetrics(own.MetricsPort)
	if err := start(a, &theirs); err != nil {
		a.fail(failure{err})
	} else {
		slog.Info("started", "took", time.Since(began).String())
	}
	<-a.work.Done()
	return a.end()
}

// Go runs a job until the program is told to stop, when its context ends; a job's error ends the program.
func (a *App) Go(name string, job func(context.Context) error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := job(a.work); err != nil {
			a.fail(failure{fmt.Errorf("%s: %w", name, err)})
		}
	}()
	a.OnStop(func(ctx context.Context) error {
		select {
		case <-done:
			return nil
		case <-ctx.Done():
			return fmt.Errorf("'%s' did not end within %s", name, drain)
		}
	})
}

// OnStop has the function called at the end, like defer: what was started last ends first.
func (a *App) OnStop(stop func(context.Context) error) { a.stops = append(a.stops, stop) }

func (a *App) end() error {
	slog.Info("stopping")
	ctx, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	var reason failure
	if !errors.As(context.Cause(a.work), &reason) {
		time.Sleep(farewell)
	}
	problems := []error{reason.error}
	for _, stop := range slices.Backward(a.stops) {
		problems = append(problems, stop(ctx))
	}
	return errors.Join(problems...)
}

// failure ends the program; a signal does too, and is none.
type failure struct{ error }
