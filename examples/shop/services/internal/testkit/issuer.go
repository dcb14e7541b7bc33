package testkit

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Issuer is a small OpenID provider: discovery, keys, and tokens signed by RSA.
type Issuer struct {
	URL    string
	key    *rsa.PrivateKey
	signer jose.Signer
}

const keyID = "test"

// NewIssuer makes an issuer that says it is at the given address.
func NewIssuer(t testing.TB, url string) *Issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	Must(t, err)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: keyID}}, nil)
	Must(t, err)
	return &Issuer{URL: url, key: key, signer: signer}
}

// ServeHTTP answers discovery and keys.
func (i *Issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answers := map[string]any{
		"/.well-known/openid-configuration": map[string]any{
			"issuer": i.URL, "jwks_uri": i.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"},
		},
		"/keys": jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &i.key.PublicKey, KeyID: keyID, Algorithm: "RS256", Use: "sig"}}},
	}
	answer, found := answers[r.URL.Path]
	if !found {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

// Claims are those of a valid token; a test changes what it tests.
func (i *Issuer) Claims(audience string) map[string]any {
	now := time.Now()
	return map[string]any{
		"iss": i.URL, "aud": audience, "sub": "alice", "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
}

// Sign makes a token of the claims.
func (i *Issuer) Sign(t testing.TB, claims map[string]any) string {
	t.Helper()
	payload, err := json.Marshal(claims)
	Must(t, err)
	signed, err := i.signer.Sign(payload)
	Must(t, err)
	token, err := signed.CompactSerialize()
	Must(t, err)
	return token
}
