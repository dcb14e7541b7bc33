// Package certs reads mounted certificates for each new connection, so that a renewed one is in use without a restart.
package certs

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"os"
	"sync"
)

// Pair is a certificate with its key, in two files.
type Pair struct {
	certFile, keyFile string

	mu   sync.Mutex
	last *tls.Certificate
}

// OpenPair reads the two files, and again at each Get.
func OpenPair(certFile, keyFile string) (*Pair, error) {
	p := &Pair{certFile: certFile, keyFile: keyFile}
	cert, err := p.read()
	if err != nil {
		return nil, err
	}
	p.last = cert
	return p, nil
}

// Get gives the present certificate. A volume's update may fall between the reading of its two files, which then do not
// match: the last good pair serves that one connection.
func (p *Pair) Get() *tls.Certificate {
	p.mu.Lock()
	defer p.mu.Unlock()
	if cert, err := p.read(); err != nil {
		slog.Warn("certificate not read, the last good one serves", "error", err)
	} else {
		p.last = cert
	}
	return p.last
}

func (p *Pair) read() (*tls.Certificate, error) {
	cert, err := tls.LoadX509KeyPair(p.certFile, p.keyFile)
	if err != nil {
		return nil, fmt.Errorf("certificate %s with key %s: %w", p.certFile, p.keyFile, err)
	}
	return &cert, nil
}

// Server gives the TLS configuration of a server that shows the pair.
func Server(pair *Pair) *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS13,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return pair.Get(), nil },
	}
}

// Authorities reads the certificates of a PEM file.
func Authorities(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("certificate authority: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("certificate authority %s holds no PEM certificate", file)
	}
	return pool, nil
}
