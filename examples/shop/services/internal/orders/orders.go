// Package orders is the service that takes orders: it asks users who orders, and tells the topic what happened.
package orders

import (
	"context"

	"google.golang.org/grpc"

	"shop.example/services/internal/app"
	"shop.example/services/internal/auth"
	"shop.example/services/internal/config"
	"shop.example/services/internal/kafka"
	"shop.example/services/internal/retry"
	"shop.example/services/internal/rpc"
	"shop.example/services/internal/secrets"
	"shop.example/services/internal/web"
	"shop.example/services/proto"
)

// Keys are the configuration keys of the service.
var Keys = []config.Key{config.Issuer, config.Audience, config.FeatureFlag, config.FailRate, config.OrderDelay}

// Settings are the variables of the service.
type Settings struct {
	HTTPPort  config.Port `env:"HTTP_PORT,notEmpty"`
	UsersAddr string      `env:"USERS_ADDR,notEmpty"`
	UsersCA   string      `env:"USERS_CA_PATH,notEmpty"`
	Secrets   secrets.Settings
	Kafka     kafka.Settings
}

// Start starts the service.
func Start(a *app.App, settings *Settings) error {
	credentials, err := secrets.Open(settings.Secrets, "DB_PASSWORD")
	if err != nil {
		return err
	}
	a.Go("secrets", credentials.Watch)
	verifier := auth.NewVerifier(a.Config)
	a.Ready.Need("token issuer", verifier.Ready)
	a.Go("token issuer", verifier.Run)

	users, err := dialUsers(a, settings)
	if err != nil {
		return err
	}
	producer, err := kafka.NewProducer(settings.Kafka)
	if err != nil {
		return err
	}
	a.OnStop(producer.Stop)
	await(a, "kafka", producer.Await)

	book, err := newBook(producer)
	if err != nil {
		return err
	}
	api := &api{config: a.Config, users: proto.NewUserServiceClient(users), book: book, verifier: verifier}
	a.ServeHTTP("http", settings.HTTPPort, web.New(&a.Ready, api.routes))
	return nil
}

func dialUsers(a *app.App, settings *Settings) (*grpc.ClientConn, error) {
	conn, err := rpc.Dial(settings.UsersAddr, settings.UsersCA)
	if err != nil {
		return nil, err
	}
	a.OnStop(func(context.Context) error { return conn.Close() })
	await(a, "users", func(ctx context.Context) error { return rpc.Await(ctx, "users", conn) })
	return conn, nil
}

// await makes the readiness wait for a neighbour, once: later it comes and goes, and requests tell.
func await(a *app.App, name string, wait func(context.Context) error) {
	var there retry.Once
	a.Ready.Need(name, there.Met)
	a.Go(name, func(ctx context.Context) error {
		if err := wait(ctx); err == nil {
			there.Meet()
		}
		return nil // an error means that the program ends: it was waiting until now
	})
}
