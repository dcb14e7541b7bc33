// Package kafka produces and consumes the shop's events: mutual TLS, acknowledged by all replicas, at least once.
package kafka

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"path/filepath"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/plugin/kotel"
	"github.com/twmb/franz-go/plugin/kslog"

	"shop.example/services/internal/certs"
)

// Settings are the variables of a service that uses the topic.
type Settings struct {
	Brokers   []string `env:"KAFKA_BROKERS,notEmpty"`
	CertsPath string   `env:"KAFKA_CERTS_PATH,notEmpty"`
	Topic     string   `env:"KAFKA_TOPIC_ORDER_EVENTS,notEmpty"`
}

func newClient(settings Settings, tracer *kotel.Tracer, options ...kgo.Opt) (*kgo.Client, error) {
	dial, err := dialer(settings.CertsPath)
	if err != nil {
		return nil, err
	}
	return kgo.NewClient(append([]kgo.Opt{
		kgo.SeedBrokers(settings.Brokers...),
		kgo.Dialer(dial),
		kgo.WithHooks(kotel.NewKotel(kotel.WithTracer(tracer)).Hooks()...),
		kgo.WithLogger(warnings{kslog.New(slog.Default())}),
	}, options...)...)
}

// dialer reads the certificates for each new connection.
func dialer(folder string) (func(ctx context.Context, network, address string) (net.Conn, error), error) {
	file := func(name string) string { return filepath.Join(folder, name) }
	pair, err := certs.OpenPair(file("user.crt"), file("user.key"))
	if err != nil {
		return nil, err
	}
	config := func() (*tls.Config, error) {
		roots, err := certs.Authorities(file("ca.crt"))
		return &tls.Config{
			RootCAs: roots, MinVersion: tls.VersionTLS12,
			GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return pair.Get(), nil },
		}, err
	}
	if _, err := config(); err != nil {
		return nil, err
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		fresh, err := config()
		if err != nil {
			return nil, err
		}
		dialer := tls.Dialer{NetDialer: &net.Dialer{Timeout: 10 * time.Second}, Config: fresh}
		return dialer.DialContext(ctx, network, address)
	}, nil
}

// warnings keeps the client's everyday chatter out of the service's log.
type warnings struct{ kgo.Logger }

func (warnings) Level() kgo.LogLevel { return kgo.LogLevelWarn }
