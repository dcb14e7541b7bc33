// Package auth is a resource server's part of OAuth 2: it verifies bearer tokens by the issuer's published keys alone.
package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"shop.example/services/internal/config"
	"shop.example/services/internal/retry"
)

// ErrNoIssuer says that nobody can be let in yet, because the issuer's keys are not known.
var ErrNoIssuer = errors.New("the token issuer has not been reached yet")

// Clocks of two machines differ: a token may be this much younger than now.
const clockSkew = time.Minute

var client = &http.Client{Timeout: 5 * time.Second}

// Verifier verifies tokens of the issuer and for the audience that the configuration names.
type Verifier struct {
	store    *config.Store
	changed  chan struct{}
	provider atomic.Pointer[oidc.Provider]
}

// NewVerifier makes a verifier, which knows no issuer until its Run has found one.
func NewVerifier(store *config.Store) *Verifier {
	v := &Verifier{store: store, changed: make(chan struct{}, 1)}
	store.OnChange(func() {
		select {
		case v.changed <- struct{}{}:
		default: // one is waiting already
		}
	})
	return v
}

// Ready tells whether an issuer was found.
func (v *Verifier) Ready() bool { return v.provider.Load() != nil }

// Run finds the issuer, and again when the configuration names another one; the old one serves until then.
func (v *Verifier) Run(ctx context.Context) error {
	issuer := ""
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-v.changed:
		}
		if issuer == v.store.Get(config.Issuer) {
			continue
		}
		provider, err := retry.Until(ctx, "token issuer", func(ctx context.Context) (*oidc.Provider, error) {
			issuer = v.store.Get(config.Issuer)
			return oidc.NewProvider(oidc.ClientContext(ctx, client), issuer)
		})
		if err != nil {
			return nil // the program ends
		}
		v.provider.Store(provider)
		slog.InfoContext(ctx, "token issuer found", "issuer", issuer)
	}
}

// Verify checks signature, issuer, audience and `exp`, and that `sub` and `iat` are there.
func (v *Verifier) Verify(ctx context.Context, token string) (subject string, err error) {
	provider := v.provider.Load()
	if provider == nil {
		return "", ErrNoIssuer
	}
	// All verifiers of a provider share its cache of keys.
	verified, err := provider.Verifier(&oidc.Config{ClientID: v.store.Get(config.Audience)}).Verify(ctx, token)
	if err != nil {
		return "", err
	}
	switch {
	case verified.Subject == "":
		return "", errors.New("the token has no 'sub'")
	case verified.IssuedAt.Unix() <= 0:
		return "", errors.New("the token has no 'iat'")
	case verified.IssuedAt.After(time.Now().Add(clockSkew)):
		return "", fmt.Errorf("the token is issued in the future: 'iat' is %s", verified.IssuedAt.Format(time.RFC3339))
	}
	return verified.Subject, nil
}
