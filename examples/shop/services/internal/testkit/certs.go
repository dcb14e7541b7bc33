// Package testkit makes what tests need from a platform: certificates and a token issuer.
package testkit

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Authority signs certificates.
type Authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	PEM  []byte
}

// NewAuthority makes an authority.
func NewAuthority(t testing.TB) *Authority {
	t.Helper()
	key := newKey(t)
	template := certificate("test authority")
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage = x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	Must(t, err)
	cert, err := x509.ParseCertificate(der)
	Must(t, err)
	return &Authority{cert: cert, key: key, PEM: block("CERTIFICATE", der)}
}

// Issue makes a certificate for a name; localhost and 127.0.0.1 are always among its addresses.
func (a *Authority) Issue(t testing.TB, name string) (cert, key []byte) {
	t.Helper()
	private := newKey(t)
	template := certificate(name)
	template.DNSNames = []string{name, "localhost"}
	template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &private.PublicKey, a.key)
	Must(t, err)
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	Must(t, err)
	return block("CERTIFICATE", der), block("PRIVATE KEY", encoded)
}

// WriteFolder writes files as Kubernetes mounts them: behind the symlink `..data`, which a later call swaps.
func WriteFolder(t testing.TB, folder string, files map[string]string) {
	t.Helper()
	data, err := os.MkdirTemp(folder, "..version-")
	Must(t, err)
	for name, content := range files {
		Must(t, os.WriteFile(filepath.Join(data, name), []byte(content), 0o600))
	}
	next := filepath.Join(folder, "..data_tmp")
	Must(t, os.Symlink(filepath.Base(data), next))
	Must(t, os.Rename(next, filepath.Join(folder, "..data")))
	for name := range files {
		link := filepath.Join(folder, name)
		if _, err := os.Lstat(link); err != nil {
			Must(t, os.Symlink(filepath.Join("..data", name), link))
		}
	}
}

// Must ends the test after an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func certificate(name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
	}
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	Must(t, err)
	return key
}

func block(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
