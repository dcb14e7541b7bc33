package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"time"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const validity = 365 * 24 * time.Hour

// certify keeps a Secret with a certificate of the user, signed by the cluster's authority for clients.
func (o *operator) certify(ctx context.Context, user object[userSpec]) error {
	authority, err := o.kube.CoreV1().Secrets(o.namespace).Get(ctx, o.cluster+"-clients-ca", meta.GetOptions{})
	if err != nil {
		return err
	}
	secrets := o.kube.CoreV1().Secrets(o.namespace)
	switch found, err := secrets.Get(ctx, user.Name, meta.GetOptions{}); {
	case errors.IsNotFound(err):
	case err != nil:
		return err
	case bytes.Equal(found.Data["ca.crt"], authority.Data["ca.crt"]):
		return nil
	default:
		if err := secrets.Delete(ctx, user.Name, meta.DeleteOptions{}); err != nil {
			return err
		}
	}
	data, err := sign(user.Name, authority)
	if err != nil {
		return err
	}
	yes := true
	_, err = secrets.Create(ctx, &core.Secret{
		ObjectMeta: meta.ObjectMeta{
			Name:   user.Name,
			Labels: map[string]string{"strimzi.io/cluster": o.cluster, "strimzi.io/kind": "KafkaUser"},
			// Goes with its user.
			OwnerReferences: []meta.OwnerReference{{
				APIVersion: users.GroupVersion().String(), Kind: "KafkaUser", Name: user.Name, UID: user.UID, Controller: &yes,
			}},
		},
		Data: data,
	}, meta.CreateOptions{})
	return err
}

func sign(name string, authority *core.Secret) (map[string][]byte, error) {
	pair, err := tls.X509KeyPair(authority.Data["ca.crt"], authority.Data["ca.key"])
	if err != nil {
		return nil, fmt.Errorf("secret %s: %w", authority.Name, err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name},
		// Clocks differ.
		NotBefore: now.Add(-time.Minute), NotAfter: now.Add(validity),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, pair.Leaf, key.Public(), pair.PrivateKey)
	if err != nil {
		return nil, err
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		"ca.crt":   authority.Data["ca.crt"],
		"user.crt": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}),
		"user.key": pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded}),
	}, nil
}
