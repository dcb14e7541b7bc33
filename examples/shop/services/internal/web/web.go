// Package web is the HTTP side of a service: Gin with traces, logs, metrics, CORS and the probes.
package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-contrib/cors"
	"github.com/gin-gonic/gin"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"shop.example/services/internal/health"
	"shop.example/services/internal/telemetry"
)

const maxBody = 1 << 20

// New makes the handler of a service; the routes function adds the service's own routes.
func New(ready *health.Readiness, routes func(gin.IRouter)) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	probes := ready.Handlers()
	for path, handler := range probes {
		engine.GET(path, gin.WrapF(handler))
	}
	engine.Use(observe, gin.CustomRecovery(recovered), allowOrigins(), limitBody)
	engine.NoRoute(func(c *gin.Context) { Fail(c, http.StatusNotFound, "no such path: %s", c.Request.URL.Path) })
	engine.NoMethod(func(c *gin.Context) {
		Fail(c, http.StatusMethodNotAllowed, "%s is not allowed on %s", c.Request.Method, c.Request.URL.Path)
	})
	routes(engine)
	return otelhttp.NewHandler(engine, "request", otelhttp.WithFilter(func(r *http.Request) bool {
		_, probe := probes[r.URL.Path]
		return !probe
	}))
}

// Hello is the answer of `GET /hello`.
func Hello(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"message": "Hello from Go Microservice"})
}

// Fail answers with an error and ends the request.
func Fail(c *gin.Context, code int, format string, args ...any) {
	c.AbortWithStatusJSON(code, gin.H{"error": fmt.Sprintf(format, args...)})
}

// observe names the span, counts the request and logs it. Its label is the route, never the path: paths have no end.
func observe(c *gin.Context) {
	route := c.FullPath()
	if route == "" {
		route = "unmatched"
	}
	method := c.Request.Method
	span := trace.SpanFromContext(c.Request.Context())
	span.SetName(method + " " + route)
	span.SetAttributes(attribute.String("http.route", route))
	began := time.Now()
	c.Next()
	took := time.Since(began)
	code := c.Writer.Status()
	telemetry.HTTPRequests.WithLabelValues(method, route, strconv.Itoa(code)).Inc()
	telemetry.HTTPDuration.WithLabelValues(method, route, strconv.Itoa(code)).Observe(took.Seconds())
	slog.InfoContext(c.Request.Context(), "request",
		"method", method, "route", route, "path", c.Request.URL.Path, "code", code, "took", took.String())
}

func recovered(c *gin.Context, cause any) {
	slog.ErrorContext(c.Request.Context(), "panic", "cause", fmt.Sprint(cause))
	Fail(c, http.StatusInternalServerError, "internal error")
}

// allowOrigins lets every origin call: who may do what is said by bearer tokens, which no browser sends by itself.
func allowOrigins() gin.HandlerFunc {
	return cors.New(cors.Config{
		AllowAllOrigins: true,
		AllowMethods:    []string{http.MethodGet, http.MethodPost},
		AllowHeaders:    []string{"Authorization", "Content-Type", "Traceparent", "Tracestate", "Baggage"},
		MaxAge:          time.Hour,
	})
}

func limitBody(c *gin.Context) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxBody)
}
