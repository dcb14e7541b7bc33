package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

type broker struct {
	client *kgo.Client
	admin  *kadm.Client
}

// connect prepares to speak to the broker as its super user.
func connect(o options) (*broker, error) {
	pair, err := tls.LoadX509KeyPair(filepath.Join(o.admin, "user.crt"), filepath.Join(o.admin, "user.key"))
	if err != nil {
		return nil, err
	}
	authority, err := os.ReadFile(o.brokerCA)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(authority) {
		return nil, fmt.Errorf("%s has no certificate", o.brokerCA)
	}
	client, err := kgo.NewClient(
		kgo.SeedBrokers(o.broker),
		kgo.DialTLSConfig(&tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: roots}),
	)
	if err != nil {
		return nil, err
	}
	return &broker{client: client, admin: kadm.NewClient(client)}, nil
}
