// Package users is the service that knows who the users are, by REST and by gRPC.
package users

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/gin-gonic/gin"
	"google.golang.org/grpc/codes"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"shop.example/services/internal/app"
	"shop.example/services/internal/auth"
	"shop.example/services/internal/certs"
	"shop.example/services/internal/config"
	"shop.example/services/internal/rpc"
	"shop.example/services/internal/secrets"
	"shop.example/services/internal/web"
	"shop.example/services/proto"
)

// Keys are the configuration keys of the service.
var Keys = []config.Key{config.Issuer, config.Audience}

// Settings are the variables of the service.
type Settings struct {
	HTTPPort config.Port `env:"HTTP_PORT,notEmpty"`
	GRPCPort config.Port `env:"GRPC_PORT,notEmpty"`
	TLSPath  string      `env:"TLS_PATH,notEmpty"`
	Secrets  secrets.Settings
}

// User is somebody who orders.
type User struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Age  int32  `json:"age"`
}

// This example has no database.
var known = map[string]User{
	"1": {ID: "1", Name: "Ada", Age: 36},
	"2": {ID: "2", Name: "Grace", Age: 45},
	"3": {ID: "3", Name: "Edsger", Age: 41},
}

// Start starts the service.
func Start(a *app.App, settings *Settings) error {
	pair, err := certs.OpenPair(filepath.Join(settings.TLSPath, "tls.crt"), filepath.Join(settings.TLSPath, "tls.key"))
	if err != nil {
		return err
	}
	credentials, err := secrets.Open(settings.Secrets, "DB_PASSWORD")
	if err != nil {
		return err
	}
	a.Go("secrets", credentials.Watch)
	verifier := auth.NewVerifier(a.Config)
	a.Ready.Need("token issuer", verifier.Ready)
	a.Go("token issuer", verifier.Run)

	server := rpc.NewServer(pair, verifier)
	proto.RegisterUserServiceServer(server, service{})
	healthpb.RegisterHealthServer(server, rpc.Health{Waiting: a.Ready.Waiting})
	a.ServeGRPC(settings.GRPCPort, server)
	a.ServeHTTP("http", settings.HTTPPort, web.New(&a.Ready, routes))
	return nil
}

func routes(r gin.IRouter) {
	r.GET("/hello", web.Hello)
	r.GET("/users/:id", getUser)
}

// getUser takes `?name=` as a second key: a user of another name is not the one that was asked for.
func getUser(c *gin.Context) {
	user, found := known[c.Param("id")]
	if name := c.Query("name"); !found || (name != "" && !strings.EqualFold(name, user.Name)) {
		web.Fail(c, http.StatusNotFound, "no such user: id %q, name %q", c.Param("id"), name)
		return
	}
	c.JSON(http.StatusOK, user)
}

type service struct {
	proto.UnimplementedUserServiceServer
}

func (service) GetUser(_ context.Context, request *proto.UserRequest) (*proto.UserResponse, error) {
	user, found := known[request.GetUserId()]
	if !found {
		return nil, status.Errorf(codes.NotFound, "no such user: %q", request.GetUserId())
	}
	return &proto.UserResponse{Name: user.Name, Age: user.Age}, nil
}
