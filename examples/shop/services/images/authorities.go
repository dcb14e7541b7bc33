package main

import (
	"bytes"
	"encoding/pem"
	"errors"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// authorityFile is Mozilla's list as a pinned Go module carries it: the same on every machine. An authority that is
// trusted for some certificates only is left out, because a PEM file cannot say so.
func authorityFile() ([]byte, error) {
	var file bytes.Buffer
	for root := range bundle.Roots() {
		if root.Constraint != nil {
			continue
		}
		if err := pem.Encode(&file, &pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate}); err != nil {
			return nil, err
		}
	}
	if file.Len() == 0 {
		return nil, errors.New("the module golang.org/x/crypto/x509roots/fallback lists no authority")
	}
	return file.Bytes(), nil
}
