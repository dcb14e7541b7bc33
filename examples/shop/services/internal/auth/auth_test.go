package auth_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"shop.example/services/internal/auth"
	"shop.example/services/internal/config"
	"shop.example/services/internal/health"
	"shop.example/services/internal/testkit"
	"shop.example/services/internal/web"
)

const audience = "shop"

func TestTokens(t *testing.T) {
	issuer, verifier := start(t)
	stranger := testkit.NewIssuer(t, issuer.URL)
	with := func(change func(map[string]any)) string {
		claims := issuer.Claims(audience)
		change(claims)
		return issuer.Sign(t, claims)
	}
	for name, c := range map[string]struct{ token, wrong string }{
		"valid":         {with(func(map[string]any) {}), ""},
		"expired":       {with(func(c map[string]any) { c["exp"] = time.Now().Add(-time.Second).Unix() }), "expired"},
		"no exp":        {with(func(c map[string]any) { delete(c, "exp") }), "expired"},
		"no sub":        {with(func(c map[string]any) { delete(c, "sub") }), "no 'sub'"},
		"no iat":        {with(func(c map[string]any) { delete(c, "iat") }), "no 'iat'"},
		"future iat":    {with(func(c map[string]any) { c["iat"] = time.Now().Add(time.Hour).Unix() }), "in the future"},
		"other aud":     {with(func(c map[string]any) { c["aud"] = "else" }), "audience"},
		"other issuer":  {with(func(c map[string]any) { c["iss"] = "https://else.example" }), "different provider"},
		"other key":     {stranger.Sign(t, issuer.Claims(audience)), "signature"},
		"no signature":  {"eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "malformed"},
		"no token":      {"x", "malformed"},
		"cut signature": {with(func(map[string]any) {})[:300], "signature"},
	} {
		t.Run(name, func(t *testing.T) {
			subject, err := verifier.Verify(context.Background(), c.token)
			if c.wrong == "" && (err != nil || subject != "alice") {
				t.Fatalf("refused: %q, %v", subject, err)
			}
			if c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
				t.Fatalf("error is %v, not about %q", err, c.wrong)
			}
		})
	}
}

func TestHTTP(t *testing.T) {
	issuer, verifier := start(t)
	handler := web.New(&health.Readiness{}, func(r gin.IRouter) {
		r.GET("/", verifier.HTTP, func(c *gin.Context) { c.String(http.StatusOK, auth.Token(c.Request.Context())) })
	})
	expired := issuer.Claims(audience)
	expired["exp"] = 1
	valid := issuer.Sign(t, issuer.Claims(audience))
	for name, c := range map[string]struct {
		header string
		code   int
		asks   string
	}{
		"without": {"", http.StatusUnauthorized, "Bearer"},
		"basic":   {"Basic YTpi", http.StatusUnauthorized, "Bearer"},
		"expired": {"Bearer " + issuer.Sign(t, expired), http.StatusUnauthorized, `Bearer error="invalid_token"`},
		"valid":   {"bearer " + valid, http.StatusOK, ""},
	} {
		t.Run(name, func(t *testing.T) {
			request := httptest.NewRequest(http.MethodGet, "/", nil)
			request.Header.Set("Authorization", c.header)
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, request)
			asked := answer.Header().Get("WWW-Authenticate")
			if answer.Code != c.code || !strings.HasPrefix(asked, c.asks) || (c.asks == "") != (asked == "") {
				t.Fatalf("%d, WWW-Authenticate %q", answer.Code, asked)
			}
			if c.code == http.StatusOK && answer.Body.String() != valid {
				t.Fatal("the token was not kept for the next call")
			}
		})
	}
}

func TestNobodyPassesBeforeTheIssuerIsKnown(t *testing.T) {
	verifier := auth.NewVerifier(keys(t, "http://127.0.0.1:1"))
	if _, err := verifier.Verify(context.Background(), "x"); verifier.Ready() || !errors.Is(err, auth.ErrNoIssuer) {
		t.Fatalf("ready %v, %v", verifier.Ready(), err)
	}
}

func start(t *testing.T) (*testkit.Issuer, *auth.Verifier) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	issuer := testkit.NewIssuer(t, "http://"+server.Listener.Addr().String())
	server.Config.Handler = issuer
	server.Start()
	verifier := auth.NewVerifier(keys(t, issuer.URL))
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- verifier.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		testkit.Must(t, <-done)
		server.Close()
	})
	for deadline := time.Now().Add(5 * time.Second); !verifier.Ready(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("issuer not found within 5 s")
		}
	}
	return issuer, verifier
}

func keys(t *testing.T, issuer string) *config.Store {
	t.Helper()
	folder := t.TempDir()
	testkit.WriteFolder(t, folder, map[string]string{"auth.issuer": issuer, "auth.audience": audience})
	store, err := config.Open(folder, config.Issuer, config.Audience)
	testkit.Must(t, err)
	return store
}
