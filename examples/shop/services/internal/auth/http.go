package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"shop.example/services/internal/web"
)

type tokenKey struct{}

// WithToken keeps the caller's verified token, to pass it on.
func WithToken(ctx context.Context, token string) context.Context {
	return context.WithValue(ctx, tokenKey{}, token)
}

// Token gives the token that the caller came with, "" without.
func Token(ctx context.Context) string {
	token, _ := ctx.Value(tokenKey{}).(string)
	return token
}

// HTTP lets requests with a valid bearer token pass, and answers others as RFC 6750 says.
func (v *Verifier) HTTP(c *gin.Context) {
	scheme, token, _ := strings.Cut(c.GetHeader("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		c.Header("WWW-Authenticate", "Bearer")
		web.Fail(c, http.StatusUnauthorized, "a bearer token is needed")
		return
	}
	ctx := c.Request.Context()
	subject, err := v.Verify(ctx, token)
	switch {
	case errors.Is(err, ErrNoIssuer):
		web.Fail(c, http.StatusServiceUnavailable, "%s", err)
	case err != nil:
		slog.InfoContext(ctx, "token refused", "error", err)
		c.Header("WWW-Authenticate", fmt.Sprintf(`Bearer error="invalid_token", error_description=%q`, err))
		web.Fail(c, http.StatusUnauthorized, "the bearer token is not valid: %s", err)
	default:
		slog.DebugContext(ctx, "token accepted", "subject", subject)
		c.Request = c.Request.WithContext(WithToken(ctx, token))
	}
}
