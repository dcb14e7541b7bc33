package telemetry

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Buckets of every duration: an objective of 300 ms and one of 1 s can be answered from them exactly.
var Buckets = []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10}

// The metrics of the services; gRPC servers have their own in package rpc.
var (
	HTTPRequests = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "http_requests_total", Help: "HTTP requests answered.",
	}, []string{"method", "route", "code"})
	HTTPDuration = promauto.NewHistogramVec(prometheus.HistogramOpts{
		Name: "http_request_duration_seconds", Help: "Time to answer an HTTP request.", Buckets: Buckets,
	}, []string{"method", "route", "code"})
	KafkaProduced = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "kafka_messages_produced_total", Help: "Messages produced, result is ok or error.",
	}, []string{"topic", "result"})
	KafkaConsumed = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "kafka_messages_consumed_total", Help: "Messages consumed, result is ok or invalid.",
	}, []string{"topic", "result"})
	KafkaDuration = promauto.NewHistogramVec(prometheus.HistogramOpts{
		Name: "kafka_consume_duration_seconds", Help: "Time to process a message.", Buckets: Buckets,
	}, []string{"topic"})
)
