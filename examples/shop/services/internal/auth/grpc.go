package auth

import (
	"context"
	"errors"

	middleware "github.com/grpc-ecosystem/go-grpc-middleware/v2/interceptors/auth"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// GRPC lets calls with a valid bearer token pass.
func (v *Verifier) GRPC(ctx context.Context) (context.Context, error) {
	token, err := middleware.AuthFromMD(ctx, "bearer")
	if err != nil {
		return nil, status.Error(codes.Unauthenticated, "a bearer token is needed")
	}
	_, err = v.Verify(ctx, token)
	if errors.Is(err, ErrNoIssuer) {
		return nil, status.Error(codes.Unavailable, err.Error())
	}
	if err != nil {
		return nil, status.Errorf(codes.Unauthenticated, "the bearer token is not valid: %s", err)
	}
	return WithToken(ctx, token), nil
}

// Pass gives the token of the caller to the service that is called next.
type Pass struct{}

// GetRequestMetadata is what gRPC asks for each call.
func (Pass) GetRequestMetadata(ctx context.Context, _ ...string) (map[string]string, error) {
	token := Token(ctx)
	if token == "" {
		return nil, nil
	}
	return map[string]string{"authorization": "Bearer " + token}, nil
}

// RequireTransportSecurity keeps tokens off connections without TLS.
func (Pass) RequireTransportSecurity() bool { return true }
