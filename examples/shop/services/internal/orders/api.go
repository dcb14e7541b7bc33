package orders

import (
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"shop.example/services/internal/auth"
	"shop.example/services/internal/config"
	"shop.example/services/internal/web"
	"shop.example/services/proto"
)

type api struct {
	config   *config.Store
	users    proto.UserServiceClient
	book     *book
	verifier *auth.Verifier
}

func (a *api) routes(r gin.IRouter) {
	r.Use(a.failSome)
	r.GET("/hello", web.Hello)
	orders := r.Group("/orders", a.verifier.HTTP)
	orders.POST("", a.delay, a.create)
	orders.GET("/:id", a.get)
	orders.POST("/:id/events", a.append)
}

// failSome makes a bad release of this one, so that finding and undoing it can be tried.
func (a *api) failSome(c *gin.Context) {
	if share := a.config.Share(config.FailRate); share > 0 && rand.Float64() < share {
		web.Fail(c, http.StatusInternalServerError, "failed on purpose: fail.rate is %v", share)
	}
}

// delay makes a slow release of one path, and of no other.
func (a *api) delay(c *gin.Context) {
	select {
	case <-c.Request.Context().Done():
	case <-time.After(a.config.Duration(config.OrderDelay)):
	}
}

func (a *api) create(c *gin.Context) {
	var request struct {
		UserID   string `json:"userId" binding:"required"`
		Item     string `json:"item" binding:"required"`
		Quantity int64  `json:"quantity" binding:"required,min=1"`
	}
	if err := c.ShouldBindJSON(&request); err != nil {
		web.Fail(c, http.StatusBadRequest, "%s", err)
		return
	}
	ctx := c.Request.Context()
	user, err := a.users.GetUser(ctx, &proto.UserRequest{UserId: request.UserID})
	if err != nil {
		failLookup(c, err)
		return
	}
	order, err := a.book.create(ctx, request.UserID, request.Item, request.Quantity)
	if err != nil {
		web.Fail(c, http.StatusServiceUnavailable, "the order was not taken: %s", err)
		return
	}
	slog.InfoContext(ctx, "order taken", "key", order.ID, "user", user.GetName(), "item", order.Item, "quantity", order.Quantity)
	a.answer(c, http.StatusAccepted, order)
}

func (a *api) append(c *gin.Context) {
	var request struct {
		Type string `json:"type" binding:"required"`
	}
	if err := c.ShouldBindJSON(&request); err != nil {
		web.Fail(c, http.StatusBadRequest, "%s", err)
		return
	}
	order, found, err := a.book.append(c.Request.Context(), c.Param("id"), request.Type)
	switch {
	case !found:
		web.Fail(c, http.StatusNotFound, "no such order: %q", c.Param("id"))
	case err != nil:
		web.Fail(c, http.StatusServiceUnavailable, "the event was not taken: %s", err)
	default:
		a.answer(c, http.StatusAccepted, order)
	}
}

func (a *api) get(c *gin.Context) {
	order, found := a.book.get(c.Param("id"))
	if !found {
		web.Fail(c, http.StatusNotFound, "no such order: %q", c.Param("id"))
		return
	}
	a.answer(c, http.StatusOK, order)
}

func (a *api) answer(c *gin.Context, code int, order Order) {
	order.GiftWrap = a.config.Enabled(config.FeatureFlag)
	c.JSON(code, order)
}

func failLookup(c *gin.Context, err error) {
	slog.WarnContext(c.Request.Context(), "user not looked up", "error", err)
	reason := status.Convert(err)
	switch reason.Code() {
	case codes.NotFound:
		web.Fail(c, http.StatusUnprocessableEntity, "%s", reason.Message())
	case codes.Unavailable, codes.DeadlineExceeded:
		web.Fail(c, http.StatusServiceUnavailable, "users does not answer: %s", reason.Message())
	default:
		web.Fail(c, http.StatusBadGateway, "users answers %s: %s", reason.Code(), reason.Message())
	}
}
